"""Open pages hear what is new: who may, how much, and until when."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest

from console import live
from console.live import MOST_OF_ONE, Listener, Pulse
from console.views import live as lines
from storage.desk import News
from storage.records import TicketChange, TicketEvent
from tests.unit.console.officers_in_tests import BRAHIM, NOW, a_ticket, an_officer, file_ticket

REFERENCE = "482177353"
PATIENCE = 20


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(live, "TICK_SECONDS", 0.01)
    for name in ("GAP_SECONDS", "LOOK_SECONDS", "BEAT_SECONDS"):
        monkeypatch.setattr(lines, name, 0.02)


@asynccontextmanager
async def stream(client, address="/console/live"):
    async with client.get(address, allow_redirects=False) as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        yield answer.content


async def heard(content, name="news"):
    """The data of the next event of a name."""
    async with asyncio.timeout(PATIENCE):
        while True:
            block = (await content.readuntil(b"\n\n")).decode()
            fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
            if fields.get("event") == name:
                return json.loads(fields.get("data") or "null")


async def take(store, reference=REFERENCE):
    await store.change_ticket(
        [TicketChange(reference, TicketEvent(NOW, "omar", "assigned"), assignee="omar")]
    )


async def test_a_new_ticket_and_a_changed_one_are_heard_of_and_shown(browser, client, store):
    async with stream(client) as content:
        await file_ticket(store)
        assert (await heard(content))["filed"] == 1
        await take(store)
        assert (await heard(content))["changed"] == 1
    part = await browser.open("/console/live/queue")
    assert "482.177.353" in part.text
    assert "<html" not in part.text
    assert 'name="here" value="/console/"' in part.text


async def test_what_happened_between_the_page_and_its_line_is_heard_of(browser, client, store):
    await file_ticket(store)
    async with stream(client, "/console/live?after=0") as content:
        assert (await heard(content))["filed"] == 1


async def test_nobody_hears_of_what_they_may_not_see(stranger, client, store):
    await store.save_officer(an_officer(regions=("MA-05",)))
    await stranger.sign_in()
    async with stream(client) as content:
        await file_ticket(store, a_ticket("111111111", region="MA-06"))
        await file_ticket(store, a_ticket("222222222", motive="SENSITIVE", phone=BRAHIM))
        await asyncio.sleep(0.1)
        await file_ticket(store)
        assert await heard(content) == {"filed": 1, "changed": 0}


async def test_an_open_ticket_hears_of_itself_and_tells_that_it_is_open(browser, client, store):
    await file_ticket(store)
    await file_ticket(store, a_ticket("118220045", phone=BRAHIM))
    mark = await store.ticket_mark(REFERENCE, "+212600000001", "salma", NOW)
    async with stream(client, f"/console/live?ticket={REFERENCE}&mark={mark}") as content:
        async with asyncio.timeout(PATIENCE):
            while [reader.login for reader in await store.readers(REFERENCE, NOW)] != ["salma"]:
                await asyncio.sleep(0.02)
        await take(store, "118220045")
        await take(store)
        assert await heard(content) == {"filed": 0, "changed": 1}
    async with asyncio.timeout(PATIENCE):
        while await store.readers(REFERENCE, NOW):
            await asyncio.sleep(0.02)
    part = await browser.open(f"/console/live/tickets/{REFERENCE}?version=1")
    assert "Ce ticket a changé" in part.text


async def test_signing_out_ends_the_line(browser, client, store):
    async with stream(client) as content:
        await browser.send("/console/sign-out")
        await heard(content, "end")
        async with asyncio.timeout(PATIENCE):
            assert await content.read() == b""


async def test_a_line_ends_with_the_rights_it_was_opened_with_and_with_the_idle_session(
    browser, client, store, clock
):
    async with stream(client) as content:
        await store.save_officer(an_officer(regions=("MA-06",)))
        await heard(content, "end")
    async with stream(client) as content:
        clock.now += 31 * 60
        await heard(content, "end")
    assert (await browser.open()).status == 303


async def test_a_page_that_asks_by_itself_does_not_keep_its_session_alive(browser, clock):
    for _ in range(4):
        clock.now += 10 * 60
        page = await browser.open("/console/live/queue")
    assert page.status == 303


def test_a_slow_reader_costs_two_counts_however_much_happens():
    listener = Listener(an_officer(), b"", 0)
    for number in range(1, 2001):
        listener.hear([News(number, f"{number:09}", "MA-05", "ma_asd", "AMOUNT", filed=False)], number)
    assert listener.take() == (0, 2000)
    assert listener.take() is None


def test_who_missed_very_much_is_told_once_without_a_list():
    listener = Listener(an_officer(), b"", 0)
    listener.hear([], 1_000_000)
    assert listener.take() == (0, 1)
    assert listener.seen == 1_000_000


async def test_one_session_holds_few_lines_and_the_oldest_goes(store):
    pulse = Pulse(store, lambda: NOW)
    listeners = [Listener(an_officer(), b"one", 0) for _ in range(MOST_OF_ONE + 1)]
    for listener in listeners:
        pulse.join(listener)
    assert [listener.closed for listener in listeners] == [True] + [False] * MOST_OF_ONE


async def test_many_pages_are_told_one_after_the_other_each_in_its_turn(store, monkeypatch):
    pulse = Pulse(store, lambda: NOW)
    listeners = [Listener(an_officer(), bytes([number]), 0) for number in range(3)]
    for one in listeners:
        one.hear([], 1_000_000)
    assert [await pulse.its_turn(one, 0) for one in listeners] == [True, False, False]
    first, second, third = (one.turn_at for one in listeners)
    assert second - first == pytest.approx(1 / live.TOLD_A_SECOND)
    assert third - second == pytest.approx(1 / live.TOLD_A_SECOND)
    assert await pulse.its_turn(listeners[1], PATIENCE)
    assert listeners[1].take() == (0, 1)
    assert listeners[1].turn_at is None


async def test_a_crowd_beyond_what_one_process_tells_is_turned_away(browser, client, monkeypatch):
    monkeypatch.setattr(live, "MOST_LISTENERS", 0)
    assert (await browser.open("/console/live")).status == 503
    page = await browser.open()
    assert "Actualiser" in page.text
