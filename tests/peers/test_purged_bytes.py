"""On PostgreSQL what was purged or erased is in no file of a table, once the tables were written anew."""

from __future__ import annotations

import psycopg
import pytest

from sms_gateway.retention import Broom
from storage.fields import Keys
from storage.postgres import PostgresStore
from storage.retention import DAY, Periods
from storage.sealed import SEALED
from tests.conformance.given import AMINA, NOW
from tests.conformance.test_person import HOLD, end, entry, whole_story
from tests.peers.postgres import cluster  # noqa: F401 - a fixture

LATER = NOW + 400 * DAY
ENDED, OPEN = 20, 5


@pytest.fixture
async def store(cluster):  # noqa: F811 - the fixture
    """Stories of many phones, whole pages of them ended, and a few that are not."""
    store = PostgresStore(cluster.fresh(), Keys.fresh(), now=lambda: NOW)
    await store.open()
    for number in range(ENDED + OPEN):
        reference = f"2{number:08}"
        await whole_story(store, f"+2126100{number:05}", reference)
        if number < ENDED:
            await end(store, reference)
    yield store
    await store.close()


def sealed_values(url):
    """Every sealed value that a query still finds, by table and column."""
    found = set()
    with psycopg.connect(url) as server:
        for table, _key, columns in SEALED:
            for column in columns:
                query = f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"
                found |= {(f"{table}.{column}", bytes(value)) for (value,) in server.execute(query)}
    return found


def left_of(cluster, url, values):  # noqa: F811 - the fixture
    """Which columns have a value of these in any file of the database's tables and indexes."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("CHECKPOINT")
        [number] = server.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    files = [file.read_bytes() for file in (cluster._data / "base" / str(number)).iterdir()]
    return {column for column, value in values if any(value in data for data in files)}


async def test_purged_bytes_are_in_no_table(cluster, store):  # noqa: F811 - the fixture
    before = sealed_values(store._url)
    assert left_of(cluster, store._url, before) == {column for column, _value in before}
    await Broom(store, Periods(365, {}, 365, 365), now=lambda: LATER, rest=0.0).sweep()
    gone = before - sealed_values(store._url)
    assert {column for column, _value in gone} >= {"mo.text", "mt.text", "tickets.story", "sessions.state"}
    assert len([one for one in gone if one[0] == "mo.text"]) == ENDED
    await store.settle(rewrite=True)
    assert left_of(cluster, store._url, gone) == set()
    assert await store.verify_audit() is None


async def test_erased_bytes_are_in_no_table(cluster, store):  # noqa: F811 - the fixture
    await whole_story(store)
    await end(store)
    before = sealed_values(store._url)
    await store.erase_person(AMINA, HOLD, entry(NOW + HOLD))
    gone = before - sealed_values(store._url)
    assert {column for column, _value in gone} >= {
        "mo.text",
        "tickets.story",
        "sessions.state",
        "wakeups.about",
    }
    await store.settle(rewrite=True)
    assert left_of(cluster, store._url, gone) == set()
    assert (await store.ticket("200000024")).story


async def test_the_old_key_s_ciphertext_is_in_no_table_after_a_rotation(cluster, store):  # noqa: F811 - the fixture
    before = sealed_values(store._url)
    keys = store._keys
    keys.replace(keys.held.with_new())
    keys.replace(keys.held.led_by(2))
    await store.begin_rotation(2, entry())
    while not (await store.renew_some(50, NOW)).is_end:
        pass
    await store.settle(rewrite=True)
    assert left_of(cluster, store._url, before) == set()
