"""What a page of the queue asks of the store is counted in SQLite's instructions, which no load changes."""

from collections import Counter

from console.filters import Filter
from console.saved_views import MOST, saved_views
from nlu.search_words import search_words
from storage.fields import Keys
from storage.sqlite import SqliteStore
from tests.figures.queue import OFFICERS, Steps, fill
from tests.unit.console.officers_in_tests import NOW

FEW, MANY = 10_000, 40_000


async def cost(path, tickets):
    """The instructions of the first page, by officer."""
    store, found = SqliteStore(path, Keys.fresh(), now=lambda: NOW, words_of=search_words), Counter()
    await store.open()
    await fill(store, tickets)
    for who, officer in OFFICERS.items():
        query = Filter().query(officer, NOW, 25)
        with Steps(store).counted() as steps:
            await store.count_tickets(query, MOST)
            await store.tickets(query)
            await saved_views(store, officer, NOW)
            await store.open_regions()
        found[who] = steps.count
    await store.close()
    return found


async def test_four_times_the_tickets_do_not_double_what_the_first_page_asks(tmp_path):
    few, many = await cost(tmp_path / "few.db", FEW), await cost(tmp_path / "many.db", MANY)
    for who in OFFICERS:
        assert 0 < many[who] < 2 * few[who], (who, few[who], many[who])
