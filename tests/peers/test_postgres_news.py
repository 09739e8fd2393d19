"""Live pages on PostgreSQL: a line of history that commits behind a larger number is told all the same."""

import asyncio
import contextlib

import psycopg
import pytest

from console.live import Listener, Pulse
from storage.fields import Keys
from storage.postgres import PostgresStore
from storage.postgres.connection import PgDb, connect
from storage.records import Officer, TicketChange, TicketEvent
from storage.work import tickets
from tests.conformance.given import AMINA, BRAHIM, NOW, a_ticket, file_tickets
from tests.peers.postgres import cluster  # noqa: F401 - a fixture

REFERENCE, OTHER = a_ticket().reference, "987654321"


@pytest.fixture
def url(cluster):  # noqa: F811 - the fixture
    return cluster.fresh()


@pytest.fixture
async def store(url):
    opened = PostgresStore(url, Keys.fresh(), now=lambda: NOW)
    await opened.open()
    await file_tickets(opened, a_ticket(phone=AMINA), a_ticket(OTHER, phone=BRAHIM))
    yield opened
    await opened.close()


@contextlib.contextmanager
def slow_writer(url, keys):
    """Another process that has drawn a number for a line of history and does not commit yet."""
    connection = connect(url)
    db = PgDb(connection, keys, lambda: 0)
    connection.execute("BEGIN")
    tickets.note(db, REFERENCE, TicketEvent(NOW, "salma", "assigned"))
    try:
        yield lambda: connection.execute("COMMIT")
    finally:
        connection.close()


def touched(reference):
    return [TicketChange(reference, TicketEvent(NOW, "omar", "assigned"))]


async def test_a_line_that_commits_behind_a_larger_number_is_told(url, store):
    first = await store.last_news()
    with slow_writer(url, store._keys) as commit:
        await asyncio.wait_for(store.change_ticket(touched(OTHER)), 10)
        assert await store.last_news() == 0  # not told: a smaller number is still to come
        commit()
    last = await store.last_news()
    assert {one.reference for one in await store.news(first, last)} == {REFERENCE, OTHER}


async def test_who_asks_what_is_new_keeps_nobody_from_writing(url, store):
    with slow_writer(url, store._keys):
        asking = asyncio.create_task(store.last_news())
        await asyncio.wait_for(store.change_ticket(touched(OTHER)), 10)
        assert await asking == 0


async def test_an_open_page_hears_of_both_lines(url, store):
    pulse = Pulse(store, lambda: NOW)
    officer = Officer("hind", "Hind", "", ("supervisor",))
    page = Listener(officer, b"token", await store.last_news())
    pulse.join(page)
    with slow_writer(url, store._keys) as commit:
        await store.change_ticket(touched(OTHER))
        await pulse._look()
        assert page.take() is None
        commit()
    await pulse._look()
    assert page.take() == (0, 2)
    await pulse._look()
    assert page.take() is None


async def test_behind_a_mark_no_line_comes_any_more_however_many_write(url, store):
    references = [f"11111{number:04}" for number in range(24)]
    await file_tickets(store, *(a_ticket(reference, phone=AMINA) for reference in references))
    counted = {}
    with psycopg.connect(url, autocommit=True) as server:

        def lines(mark):
            return server.execute("SELECT count(*) FROM events WHERE id <= %s", (mark,)).fetchone()[0]

        writing = asyncio.gather(*(store.change_ticket(touched(reference)) for reference in references * 4))
        while not writing.done():
            mark = await store.last_news()
            counted[mark] = lines(mark)
        await writing
        assert {mark: lines(mark) for mark in counted} == counted
        assert lines(await store.last_news()) == 2 + 24 + 4 * 24
