"""A console over a real store on a clock that stands still, with a household that has something to tell."""

from contextlib import asynccontextmanager

from aiohttp import web

from console.app import console_app
from console.settings import ConsoleSettings
from nlu.search_words import search_words
from sms_gateway.web import listening
from storage.fields import Keys
from storage.records import MtMessage, MtState, SendResult
from storage.sqlite import SqliteStore
from tests.unit.console.desk_in_tests import DeskInTests
from tests.unit.console.officers_in_tests import AMINA, BRAHIM, DAY, NOW, a_ticket, an_officer, file_ticket

REFERENCE = "482177353"
STORIES = {"fr": "mon fils a encore 20 ans, il est au lycée", "ar": "ابني ما زال في الثانوية وعمره عشرون سنة"}


@asynccontextmanager
async def office(folder, language="fr"):
    """The store and the console's address; two officers, one ticket whose receipt did not arrive, one other."""
    store = SqliteStore(folder / "recours.db", Keys.fresh(), now=lambda: NOW, words_of=search_words)
    await store.open()
    for login in ("salma", "omar"):
        await store.save_officer(an_officer(login, roles=("officer", "supervisor"), sensitive=True))
    receipt = MtMessage("phone", AMINA, "1717", "Recours 482.177.353.", "fr", 1)
    ticket = a_ticket(REFERENCE, language=language, story=STORIES[language])
    await file_ticket(store, ticket, answer=(receipt,))
    [claimed] = await store.claim_mts("phone", 1, NOW)
    await store.record_sends([SendResult(claimed.mt_id, MtState.FAILED, NOW, error="absent subscriber")])
    unpaid = a_ticket("118220045", phone=BRAHIM, motive="PAYMENT", due_at=NOW - DAY, story="rien depuis mai")
    await file_ticket(store, unpaid)
    app = web.Application()
    settings = ConsoleSettings(https=False, now=lambda: NOW, demo=True)
    app.add_subapp("/console", console_app(store, DeskInTests(), settings))
    async with listening(app, "127.0.0.1", 0) as port:
        yield store, f"http://127.0.0.1:{port}/console/"
    await store.close()
