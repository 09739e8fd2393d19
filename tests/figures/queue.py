"""What the queue costs with 100,000 tickets: `python -m tests.figures.queue [TICKETS]`.

A line a page: the tickets that it has (counting stops at 1,000), the instructions that SQLite runs for all that the
page asks of the store, and milliseconds over HTTP, the client's share in them. The instructions stand for the rows
visited: they are the same on any machine and under any load. Below, what 50 live pages cost.
"""

import asyncio
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from console import live
from console.app import console_app
from console.settings import ConsoleSettings
from nlu.search_words import search_words
from sms_gateway.bench.tables import table
from storage.fields import Keys
from storage.records import TicketChange, TicketEvent
from storage.sqlite import SqliteStore
from tests.unit.console.desk_in_tests import DeskInTests
from tests.unit.console.officers_in_tests import NOW, Browser, an_officer, file_ticket

TRIES = 15
STEP = 100
#: Copies of one filed ticket: 12 regions, 200 officers, a fifth of a percent sensitive, due within a month or late.
COPIES = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :tickets)
INSERT INTO tickets (reference, programme, nature, motive, phone_key, phone, link, language, story, case_key,
  case_id, region, subject, late, state, assignee, created_at, updated_at, due_at, version)
SELECT printf('%09d', i), programme, nature, iif(i % 500, iif(i % 3, 'AMOUNT', 'PAYMENT'), 'SENSITIVE'),
  randomblob(16), phone, link, iif(i % 3, 'fr', 'ar'), story, randomblob(16), case_id, 'R' || (i % 12), subject,
  i % 20 = 0, iif(i % 50, iif(i % 70, 'review', 'notified'), 'waiting'), iif(i % 4, NULL, 'o' || (i % 200)),
  created_at, updated_at, due_at + (i * 7919 % 2592000) - 1300000, 1
FROM tickets, n WHERE reference = '482177353'
"""
#: A tenth of the tickets share each of these words; the others of the story stand in one ticket alone.
COMMON, ALSO_COMMON, RARE = "lycee", "fils", "encor"
WORDS = """
INSERT INTO ticket_words (word_key, reference)
SELECT word_key, tickets.reference FROM ticket_words, tickets
WHERE ticket_words.reference = '482177353' AND CAST(tickets.reference AS INTEGER) % 10 = 3
  AND word_key IN (:first, :second)
ON CONFLICT DO NOTHING
"""
OPEN_PAGES, SECONDS = 50, 5
OFFICERS = {
    "whole country": an_officer("o4", sensitive=True, roles=("officer", "supervisor")),
    "one region": an_officer("o8", regions=("R4",)),
}
VIEWS = {
    "first page": "",
    "mine": "mine=1",
    "of nobody yet": "nobody=1",
    "due soon": "soon=1",
    "overdue": "overdue=1",
    "waiting": "state=waiting",
    "to close": "state=notified",
    "all": "state=all",
    "sensitive": "sensitive=1",
    "motive": "motive=PAYMENT",
    "region": "region=R4",
    "Arabic and late": "language=ar&late=1",
    "nobody's, Arabic, of a motive, late": "nobody=1&language=ar&motive=PAYMENT&late=1",
    "what is nowhere": "motive=DATA",
    "page 40": "page=40",
}
SEARCHES = {
    "a reference": "482.177.353",
    "a phone": "0600000001",
    "a common word": COMMON,
    "two common words": f"{COMMON} {ALSO_COMMON}",
    "a common and a rare word": f"{COMMON} {RARE}",
}


class Steps:
    """The instructions that SQLite ran for a store's readers."""

    def __init__(self, store):
        self._connections, self.count = [db.connection for db in store._reading], 0

    @contextmanager
    def counted(self):
        self.count = 0
        self._watch(self._tick)
        yield self
        self._watch(None)

    def _watch(self, tick):
        for connection in self._connections:
            connection.set_progress_handler(tick, STEP)

    def _tick(self):
        self.count += STEP


async def fill(store, tickets):
    """So many tickets, and the words that many share."""
    await file_ticket(store)
    first, second = (bytes.fromhex(key) for key in store.word_keys(f"{COMMON} {ALSO_COMMON}"))
    await store._write(lambda db: db.execute(COPIES, {"tickets": tickets}))
    await store._write(lambda db: db.execute(WORDS, {"first": first, "second": second}))


class Desk:
    """The console over a store, and who works at it."""

    def __init__(self, store, client):
        self.store, self.client = store, client
        self.browser, self.steps = Browser(client), Steps(store)

    async def sign_in(self, officer):
        await self.store.save_officer(officer)
        self.client.session.cookie_jar.clear()
        await self.browser.sign_in(officer.login)

    async def page(self, address):
        return await self._cost(lambda: self._open(address))

    async def search(self, words):
        return await self._cost(lambda: self._look_for(words))

    async def _cost(self, act):
        """The tickets' rows on the page, its instructions, and its milliseconds: in the middle, the slowest."""
        with self.steps.counted():
            text = await act()
        spent = []
        for _ in range(TRIES):
            before = time.perf_counter()
            await act()
            spent.append((time.perf_counter() - before) * 1000)
        return text.count('class="row"'), self.steps.count, median(spent), max(spent)

    async def _open(self, address):
        page = await self.browser.open(address)
        assert page.status == 200, page.status
        return page.text

    async def _look_for(self, words):
        found = await self.browser.send("/console/search", words=words)
        return await self._open(found.headers["Location"])


async def measure(folder, tickets):
    store = SqliteStore(Path(folder) / "recours.db", Keys.fresh(), now=lambda: NOW, words_of=search_words)
    await store.open()
    await fill(store, tickets)
    app = web.Application()
    settings = ConsoleSettings(https=False, now=lambda: NOW)
    app.add_subapp("/console", console_app(store, DeskInTests(), settings))
    async with TestClient(TestServer(app), cookie_jar=CookieJar(unsafe=True)) as client:
        desk = Desk(store, client)
        for who, officer in OFFICERS.items():
            await desk.sign_in(officer)
            lines = [(what, await desk.page(f"/console/?{asked}")) for what, asked in VIEWS.items()]
            lines += [(f"search: {what}", await desk.search(words)) for what, words in SEARCHES.items()]
            sys.stdout.write(shown(f"{who}, {tickets} tickets", lines))
        await live_pages(store, client)
    await store.close()


def shown(title, lines):
    head = (title, "rows", "SQLite's instructions", "HTTP median (ms)", "slowest (ms)")
    cells = (
        (what, f"{rows}", f"{steps:,}", f"{middle:.1f}", f"{slowest:.1f}")
        for what, (rows, steps, middle, slowest) in lines
    )
    return f"{table([head, *cells])}\n\n"


async def live_pages(store, client):
    """What 50 open pages cost a second, while a ticket changes ten times a second; with their clients here."""
    live.MOST_OF_ONE = OPEN_PAGES  # one session stands for all officers
    tasks = [asyncio.create_task(listen(client)) for _ in range(OPEN_PAGES)]
    await asyncio.sleep(1)
    for what, changes in {"nothing happens": 0, "10 changes a second": 10}.items():
        before, started = time.process_time(), time.perf_counter()
        for _ in range(changes * SECONDS):
            await store.change_ticket([TicketChange("000000007", TicketEvent(NOW, "o4", "assigned"))])
            await asyncio.sleep(1 / changes)
        await asyncio.sleep(max(0.0, SECONDS - (time.perf_counter() - started)))
        spent = (time.process_time() - before) / (time.perf_counter() - started)
        sys.stdout.write(f"{OPEN_PAGES} open pages, {what}: {spent * 1000:.1f} ms of CPU a second\n")
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def listen(client):
    async with client.get("/console/live") as answer:
        async for _line in answer.content:
            pass


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(folder, int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
