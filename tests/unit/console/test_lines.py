"""An administrator looks after the links, and sees neither a phone nor a word."""

from decimal import Decimal

import pytest
from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from console.app import console_app
from console.lines import Lines, LineSettings
from storage.links import BalanceNote, LinkNote, TrafficNote
from storage.records import MtMessage, MtState, SendResult
from tests.unit.console.officers_in_tests import AMINA, NOW, Browser, an_officer

WORDS = "Votre demande est acceptee"
MORNING = NOW + 8 * 3600
SETTINGS = {
    "main": LineSettings("africastalking", "22384", Decimal("0.25"), "MAD", below=Decimal(100)),
    "spare": LineSettings("kannel", "5858"),
}


@pytest.fixture
async def client(store, desk, settings):
    app = web.Application()
    lines = Lines(SETTINGS, lambda link, now: MORNING if link == "main" else now)
    app.add_subapp("/console", console_app(store, desk, settings, lines))
    async with TestClient(TestServer(app), cookie_jar=CookieJar(unsafe=True)) as client:
        yield client


@pytest.fixture
async def omar(store, client):
    """An administrator, signed in."""
    browser = Browser(client)
    await store.save_officer(an_officer("omar", roles=("administrator",)))
    await browser.sign_in("omar")
    return browser


async def give_up(store, link="main", **how):
    """One message that did not go."""
    values = {"recipient": AMINA, "sender": "5757", "text": WORDS, "language": "fr", "parts": 1}
    await store.enqueue_mts([MtMessage(link=link, **values)])
    [claimed] = await store.claim_mts(link, 1, NOW)
    result = {"state": MtState.FAILED, "error": "busy", "parked": True} | how
    await store.record_sends([SendResult(claimed.mt_id, at=NOW, **result)])
    return claimed.mt_id


async def audited(store):
    rows = [entry async for _, entry, _, _ in store.audit_rows()]
    return [(row.actor, row.action, row.subject, row.details.get("why")) for row in rows]


async def test_each_link_stands_with_its_traffic_its_balance_and_its_last_error(omar, store):
    await give_up(store)
    await store.record_sends([], LinkNote("main", False, NOW - 600, "HTTP 500"))
    await store.note_traffic([TrafficNote("main", 31, 29, NOW - 5), TrafficNote("spare", 7, 7, NOW - 900)])
    await store.note_balance(BalanceNote("main", Decimal("99.90"), "KES", NOW - 900))
    page = (await omar.open("/console/lines")).text
    for shown in ("main", "22384", "en panne depuis", "31 reçus, 29 envoyés", "99,90", "solde trop bas"):
        assert shown in page
    for shown in ("HTTP 500", "il y a 10 minutes", "spare", "inconnu", "0,25"):
        assert shown in page
    assert AMINA not in page
    assert AMINA[1:] not in page
    assert WORDS not in page


async def test_a_link_is_paused_with_its_reason_and_goes_on(omar, store):
    said = await omar.send("/console/lines", link="main", deed="pause", why="  travaux chez  l'opérateur ")
    assert said.status == 303
    page = await omar.open(said.headers["Location"])
    assert "main n&#39;envoie plus rien" in page.text
    assert "en pause" in page.text
    figures = {one.link: one for one in await store.link_figures()}
    assert figures["main"].paused_at == NOW
    await omar.send("/console/lines", link="main", deed="pause", why="encore")
    await omar.send("/console/lines", link="main", deed="resume", why="fini")
    assert [row for row in await audited(store) if row[1].startswith("link.")] == [
        ("omar", "link.paused", "main", "travaux chez l'opérateur"),
        ("omar", "link.resumed", "main", "fini"),
    ]


async def test_what_was_given_up_is_sent_again_after_the_quiet_hours(omar, store):
    parked, failed = await give_up(store), await give_up(store, parked=False)
    form = {"link": "main", "deed": "replay", "why": "la panne est finie"}
    said = await omar.send("/console/lines", **form, state="parked")
    assert "main : 1 message est renvoyé." in (await omar.open(said.headers["Location"])).text
    assert await store.claim_mts("main", 5, NOW) == []
    assert [one.mt_id for one in await store.claim_mts("main", 5, MORNING)] == [parked]
    assert await store.mt_states([failed]) == {failed: MtState.FAILED}
    assert ("omar", "mt.replayed", "main", "la panne est finie") in await audited(store)


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"link": "main", "deed": "pause", "why": "  "}, 422),
        ({"link": "main", "deed": "replay", "why": "oui"}, 422),
        ({"link": "main", "deed": "replay", "why": "oui", "state": "sent"}, 422),
        ({"link": "mian", "deed": "pause", "why": "oui"}, 400),
        ({"link": "main", "deed": "erase", "why": "oui"}, 400),
        ({}, 400),
    ],
)
async def test_without_a_reason_a_link_or_a_choice_nothing_is_done(omar, store, form, status):
    await give_up(store)
    assert (await omar.send("/console/lines", **form)).status == status
    [figures] = await store.link_figures()
    assert (figures.paused_at, figures.counts) == (0, {"parked": 1})


async def test_what_an_address_says_was_done_is_not_believed_word_for_word(omar):
    for query in ("done=paused&link=<b>x</b>", "done=x&link=main", "done=replayed&link=main&number=a1"):
        page = await omar.open(f"/console/lines?{query}")
        assert page.status == 200
        assert "<b>x" not in page.text
