"""What the queue's page costs of the store with 100,000 open tickets: `python -m tests.figures.queue`.

CPU of this process a page: the views' counts, the first page, its count, the regions.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from console.filters import Filter
from console.saved_views import MOST, saved_views
from storage.fields import Keys
from storage.sqlite import SqliteStore
from tests.unit.console.officers_in_tests import NOW, an_officer, file_ticket

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


async def measure(folder):
    store = SqliteStore(Path(folder) / "recours.db", Keys.fresh(), now=lambda: NOW)
    await store.open()
    await file_ticket(store)
    await store._write(lambda db: db.execute(COPIES))
    for who, regions in OFFICERS.items():
        officer = an_officer("o4", regions=regions)
        for what, filters in FILTERS.items():
            sys.stdout.write(f"{who}, {what}: {await milliseconds(store, officer, filters):.1f} ms\n")
    await store.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(folder))
