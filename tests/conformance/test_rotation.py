"""All that is sealed is sealed anew with another key, a batch at a time, beside whoever works with the store."""

from __future__ import annotations

import pytest

from storage.fields import Keys
from storage.key_set import KeySet
from storage.records import AuditEntry
from storage.sealed import SEALED
from storage.sqlite import SqliteStore
from tests.conformance.given import AMINA, BRAHIM, NOW, an_mo, claim_one
from tests.conformance.test_person import whole_story


def entry(action="keys.rotation_began"):
    return AuditEntry(NOW, "hind", action, "keys", {})


def two_keys(keys):
    """A second key joins, and seals from now on."""
    keys.replace(keys.held.with_new())
    keys.replace(keys.held.led_by(2))


async def to_the_end(store, batch=3):
    """Passes until one finds nothing; how many rows were sealed anew in each."""
    passes, renewed = [], 0
    while True:
        step = await store.renew_some(batch, NOW)
        renewed += step.renewed
        if step.is_end:
            passes.append(renewed)
            if renewed == 0:
                return passes
            renewed = 0
            await store.rotation_again()


def ids(counted):
    return {key_id for by_key in counted.values() for key_id in by_key}


async def test_everything_is_sealed_anew_and_reads_as_before(store):
    keys = store._keys
    for phone, reference in ((AMINA, "123456789"), (BRAHIM, "987654324")):
        await whole_story(store, phone, reference)
    before = [await store.person(phone) for phone in (AMINA, BRAHIM)]
    counted = await store.sealed_rows()
    assert ids(counted) == {1}
    two_keys(keys)
    begun = await store.begin_rotation(2, entry())
    assert begun.total > 10
    passes = await to_the_end(store)
    await store.end_rotation(entry("keys.rotated"))
    assert passes[-1] == 0
    after = await store.sealed_rows()
    assert ids(after) == {2}
    assert {table: sum(by.values()) for table, by in after.items()} == {
        table: sum(by.values()) for table, by in counted.items()
    }
    assert await store.sealed_with() == 2
    assert await store.rotation() is None
    keys.replace(keys.held.without(1))
    assert [await store.person(phone) for phone in (AMINA, BRAHIM)] == before
    assert await store.verify_audit() is None
    actions = [row[1].action async for row in store.audit_rows()]
    assert actions[-2:] == ["keys.rotation_began", "keys.rotated"]


async def test_meanwhile_old_and_new_rows_are_read_and_written(store):
    keys = store._keys
    await store.accept_mo(an_mo(AMINA, "avant"))
    two_keys(keys)
    await store.begin_rotation(2, entry())
    await store.accept_mo(an_mo(BRAHIM, "après"))
    assert (await store.sealed_rows())["mo"] == {1: 3, 2: 3}
    assert {(await claim_one(store)).mo.text for _ in range(2)} == {"avant", "après"}
    await to_the_end(store)
    assert (await store.sealed_rows())["mo"] == {2: 6}


async def test_what_is_interrupted_goes_on_where_it_stood(store, restart):
    keys = store._keys
    for number in range(10):
        await store.accept_mo(an_mo(f"+2126000000{number:02}", "bonjour"))
    two_keys(keys)
    begun = await store.begin_rotation(2, entry())
    while (await store.rotation()).passed < 4:
        await store.renew_some(2, NOW)
    stood = await store.rotation()
    again = await restart()
    assert await again.begin_rotation(2, entry()) == stood
    assert stood.passed >= 4
    assert (await again.sealed_rows())["mo"].keys() == {1, 2}
    await to_the_end(again)
    assert (await again.sealed_rows())["mo"].keys() == {2}
    actions = [row[1].action async for row in again.audit_rows()]
    assert actions.count("keys.rotation_began") == 1
    assert begun.began_at == stood.began_at


async def test_a_row_that_does_not_open_stays_and_stops_no_other(store):
    keys = store._keys
    for number in range(5):
        await store.accept_mo(an_mo(f"+2126000000{number:02}", "bonjour"))
    broken = b"\1" + bytes(40)
    await store._write(lambda db: db.built("UPDATE mo SET text = :text WHERE id = 3", {"text": broken}))
    two_keys(keys)
    await store.begin_rotation(2, entry())
    damaged = []
    while not (step := await store.renew_some(2, NOW)).is_end:
        damaged.append(step.damaged)
    assert sum(damaged) == 1
    assert (await store.sealed_rows())["mo"] == {1: 3, 2: 12}


async def test_a_store_is_not_opened_where_the_key_that_seals_it_is_missing(engine, store):
    keys = store._keys
    old = KeySet.parse(keys.held.text())
    two_keys(keys)
    await store.begin_rotation(2, entry())
    await store.close()
    engine._keys = Keys(old)
    with pytest.raises(Exception, match="Key 2 seals this database"):
        await engine.store().open()
    engine._keys = Keys(old.__class__({**old.encryption, 2: keys.held.encryption[2]}, 1, old.index))
    late = engine.store()
    await late.open()
    try:
        assert late._keys.current == 2  # its file says 1, the store says 2
    finally:
        await late.close()


async def test_the_list_of_sealed_columns_is_the_schema_s(store):
    """Every BLOB of the schema is a keyed hash or in the list."""
    if type(store) is not SqliteStore:
        return
    hashes = {"token_hash", "hash", "previous"}

    def columns(db):
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            (table, row[1])
            for table in tables
            for row in db.execute(f"PRAGMA table_info({table})")
            if row[2] == "BLOB" and not row[1].endswith("_key") and row[1] not in hashes
        }

    blobs = await store._write(columns)
    listed = {(one.table, column) for one in SEALED for column in one.columns}
    assert blobs - {("key_checks", "value")} == listed
