"""Whatever officers write in notes, and whatever else they do: no phone, history or audit ever has a word of it."""

import ast
import asyncio
from pathlib import Path

import pytest
from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import console
import storage
from console.app import console_app
from console.settings import ConsoleSettings
from sms_gateway.outgoing import wire_text
from sms_gateway.segments import measure
from storage.fields import Keys
from storage.records import MtMessage, NewWakeup, TicketChange, TicketEvent
from storage.records.notes import InnerWords, NotForPersonsError
from storage.sqlite import SqliteStore
from tests.unit.console.desk_in_tests import DeskInTests
from tests.unit.console.officers_in_tests import AMINA, DAY, NOW, Browser, an_officer, file_ticket

REFERENCE = "482177353"
PATH = f"/console/tickets/{REFERENCE}"
CANARY = "zibeline"
ACTS = st.sampled_from(["note", "reply", "ask", "decide", "close", "take", "unsend", "resend"])


def test_a_note_becomes_no_text_by_itself():
    words = InnerWords(CANARY)
    for attempt in (
        str,
        "{}".format,
        lambda one: f"{one}",
        lambda one: "a" + one,
    ):
        with pytest.raises(TypeError):
            attempt(words)
    with pytest.raises(NotForPersonsError):
        f"{words!s}"
    assert CANARY not in repr(words)


async def test_no_way_to_a_phone_takes_a_note(store):
    await file_ticket(store)
    words = InnerWords(CANARY)
    message = MtMessage("phone", AMINA, "1717", words, "fr", 1)
    change = TicketChange(REFERENCE, TicketEvent(NOW, "salma", "replied", words))
    wakeup = NewWakeup("question:1", NOW, AMINA, "phone", "question", {"words": words})
    ways = (
        lambda: store.enqueue_mts([message]),
        lambda: store.change_ticket([], [message]),
        lambda: store.change_ticket([change]),
        lambda: store.schedule_wakeups([wakeup]),
    )
    for way in ways:
        with pytest.raises((TypeError, AttributeError)):
            await way()
    for shaped in (wire_text, measure):
        with pytest.raises((TypeError, AttributeError)):
            shaped(words)
    assert await store.claim_mts("phone", 10, NOW + DAY) == []


def test_a_note_is_unwrapped_in_its_own_column_and_on_the_officers_page_alone():
    rooms = [Path(console.__file__).parent, Path(storage.__file__).parent]
    files = [file for room in rooms for file in room.rglob("*.py")]
    users = {file.name for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))
             if isinstance(node, ast.Attribute) and node.attr == "for_officers"}  # fmt: skip
    pages = {file.name for file in rooms[0].rglob("*.html") if "for_officers" in file.read_text("utf-8")}
    assert (users, pages) == ({"desk.py"}, {"notes_list.html"})


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(st.tuples(ACTS, st.text(max_size=20)), min_size=3, max_size=8))
def test_no_story_of_acts_brings_a_note_to_a_phone(tmp_path_factory, acts):
    asyncio.run(story(tmp_path_factory.mktemp("story"), [("note", "début"), *acts]))


async def story(folder, acts):
    store = SqliteStore(folder / "recours.db", Keys.fresh(), now=lambda: NOW)
    await store.open()
    app = web.Application()
    app.add_subapp(
        "/console", console_app(store, DeskInTests(), ConsoleSettings(https=False, now=lambda: NOW))
    )
    async with TestClient(TestServer(app), cookie_jar=CookieJar(unsafe=True)) as client:
        browser = Browser(client)
        await store.save_officer(an_officer(roles=("officer", "supervisor")))
        await browser.sign_in()
        await file_ticket(store)
        for act, words in acts:
            await do(browser, store, act, words)
        await leaked(store)
    await store.close()


async def do(browser, store, act, words):
    if act == "note":
        await browser.send(f"{PATH}/notes", note=f"{CANARY} {words}")
    elif act in {"unsend", "resend"}:
        lines = [line.mt_id for line in await store.thread(AMINA) if line.mt_id]
        await browser.send(f"{PATH}/{act}", mt=str(lines[-1] if lines else 1))
    else:
        await browser.act(act, words=words or "mot", outcome="upheld")


async def leaked(store):
    """Nothing of the canary in what a person is told or may ask for."""
    assert await store.notes([REFERENCE])
    told = [claimed.mt.text for claimed in await store.claim_mts("phone", 100, NOW + DAY)]
    told += [line.text for line in await store.thread(AMINA)]
    await store.fire_wakeups(NOW + 99 * DAY, 100)
    told += [str(claimed.mo) for claimed in await store.claim_mos(100, NOW + 99 * DAY)]
    told += [str(await store.person(AMINA)), str(await store.ticket(REFERENCE))]
    told += [str(entry) async for _, entry, _, _ in store.audit_rows()]
    assert not [text for text in told if CANARY in text]
