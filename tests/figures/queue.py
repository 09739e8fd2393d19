"""What the queue costs with 100,000 open tickets: `python -m tests.figures.queue`.

CPU of the store a page (the views' counts, the first page, its count, the regions), whole pages over HTTP, a search
by words, and what 50 live pages cost.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from console import live
from console.app import console_app
from console.filters import Filter
from console.saved_views import MOST, saved_views
from console.settings import ConsoleSettings
from nlu.search_words import search_words
from storage.fields import Keys
from storage.records import TicketChange, TicketEvent
from storage.sqlite import SqliteStore
from tests.unit.console.desk_in_tests import DeskInTests
from tests.unit.console.officers_in_tests import NOW, Browser, an_officer, file_ticket

TRIES = 15
#: Copies of one filed ticket: 12 regions, 200 officers, a fifth of a percent sensitive, due within a month or late.
COPIES = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
INSERT INTO tickets (reference, programme, nature, motive, phone_key, phone, link, language, story, case_key,
  case_id, region, subject, late, state, assignee, created_at, updated_at, due_at, version)
SELECT printf('%09d', i), programme, nature, iif(i % 500, iif(i % 3, 'AMOUNT', 'PAYMENT'), 'SENSITIVE'),
  randomblob(16), phone, link, iif(i % 3, 'fr', 'ar'), story, randomblob(16), case_id, 'R' || (i % 12), subject,
  i % 20 = 0, iif(i % 50, iif(i % 70, 'review', 'notified'), 'waiting'), iif(i % 4, NULL, 'o' || (i % 200)),
  created_at, updated_at, due_at + (i * 7919 % 2592000) - 1300000, 1
FROM tickets, n WHERE reference = '482177353'
"""
#: A tenth of the tickets share the word that is looked for.
WORD = "lycee"
WORDS = """
INSERT INTO ticket_words (word_key, reference)
SELECT word_key, tickets.reference FROM ticket_words, tickets
WHERE ticket_words.reference = '482177353' AND CAST(tickets.reference AS INTEGER) % 10 = 3
ON CONFLICT DO NOTHING
"""
OPEN_PAGES, SECONDS = 50, 5
OFFICERS = {"whole country": (), "one region": ("R4",)}
FILTERS = {
    "open": Filter(),
    "overdue": Filter(overdue=True),
    "Arabic, late": Filter(language="ar", late=True),
}


async def page(store, officer, filters):
    """What views/queue.py asks the store for one page."""
    query = filters.query(officer, NOW, 25)
    await store.count_tickets(query, MOST)
    await store.tickets(query)
    await saved_views(store, officer, NOW)
    await store.open_regions()


async def milliseconds(store, officer, filters):
    spent = []
    for _ in range(TRIES):
        before = time.process_time()
        await page(store, officer, filters)
        spent.append((time.process_time() - before) * 1000)
    return median(spent)


async def whole_pages(store, officer):
    """Milliseconds of wall time a page over HTTP, the client's share in it: half of them are quicker, and the slowest."""
    app = web.Application()
    settings = ConsoleSettings(https=False, now=lambda: NOW)
    app.add_subapp("/console", console_app(store, DeskInTests(), settings))
    async with TestClient(TestServer(app), cookie_jar=CookieJar(unsafe=True)) as client:
        browser = Browser(client)
        await browser.sign_in(officer.login)
        found = (await browser.send("/console/search", words=WORD)).headers["Location"]
        for what, address in {
            "first page": "/console/",
            "overdue": "/console/?overdue=1",
            "words": found,
        }.items():
            spent = [await timed(browser, address) for _ in range(TRIES)]
            sys.stdout.write(f"HTTP, {what}: {median(spent):.1f} ms, slowest {max(spent):.1f} ms\n")
        await lines(store, client)


async def timed(browser, address):
    before = time.perf_counter()
    page = await browser.open(address)
    assert page.status == 200, page.status
    return (time.perf_counter() - before) * 1000


async def lines(store, client):
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


async def measure(folder):
    store = SqliteStore(Path(folder) / "recours.db", Keys.fresh(), now=lambda: NOW, words_of=search_words)
    await store.open()
    await file_ticket(store)
    await store._write(lambda db: db.execute(COPIES))
    await store._write(lambda db: db.execute(WORDS))
    for who, regions in OFFICERS.items():
        officer = an_officer("o4", regions=regions)
        for what, filters in FILTERS.items():
            sys.stdout.write(f"{who}, {what}: {await milliseconds(store, officer, filters):.1f} ms\n")
    officer = an_officer("o4")
    await store.save_officer(officer)
    await whole_pages(store, officer)
    await store.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(folder))
