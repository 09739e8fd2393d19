"""What was purged or erased is in no file of the store: not in free pages, not in the write-ahead log."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sms_gateway.retention import Broom
from storage.retention import DAY, Periods
from storage.sealed import SEALED
from tests.conformance.given import AMINA, BRAHIM, NOW
from tests.conformance.test_person import HOLD, end, entry, whole_story

LATER = NOW + 400 * DAY
#: What of a story may stay: the audit's own hashes, and of Brahim everything.
_TABLES = ("mo", "mt", "sessions", "tickets", "events", "ratings", "instructions", "notes")


def sealed_values(path, tables=_TABLES):
    """Every sealed value and keyed hash of a phone that stands in the store now."""
    found = {}
    with closing(sqlite3.connect(path)) as connection:
        for table, _key, columns in SEALED:
            if table in tables:
                for column in columns:
                    query = f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"
                    for (value,) in connection.execute(query):
                        found[f"{table}.{column}"] = [*found.get(f"{table}.{column}", []), value]
    return found


def left_of(path, values):
    """Which of the values any file of the store still holds."""
    files = [file.read_bytes() for file in path.parent.iterdir()]
    return {name for name, ones in values.items() for one in ones if any(one in data for data in files)}


async def test_purged_bytes_are_in_no_file(store, path):
    await whole_story(store)
    await end(store)
    theirs = sealed_values(path)
    assert left_of(path, theirs) == set(theirs) != set()
    await whole_story(store, BRAHIM, "987654324")  # open: it stays
    await Broom(store, Periods(365, {}, 365, 365), now=lambda: LATER, rest=0.0).sweep()
    assert left_of(path, theirs) == set()
    assert len((await store.person(BRAHIM)).messages) == 2
    phone_key = store._keys.lookup(b"phone", AMINA)
    wakeups = await store._read(lambda db: db.rows("wakeups_of", {"phone_key": phone_key}))
    assert wakeups  # the clock still has something for the phone: it fires, finds nothing and goes
    await store._write(lambda db: db.run("forget_wakeups", {"phone_key": phone_key}))
    await store.settle()
    assert left_of(path, {"phone_key": [phone_key]}) == set()


async def test_erased_bytes_are_in_no_file(store, path):
    await whole_story(store)
    await end(store)
    theirs = sealed_values(path)
    await store.erase_person(AMINA, HOLD, entry(NOW + HOLD))
    await store.settle()
    assert left_of(path, theirs) == set()
