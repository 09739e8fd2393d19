import sqlite3

import pytest

from storage.records import AuditEntry

ENTRIES = [AuditEntry(1_760_000_000 + n, "fatima", "ticket.read", f"T{n}", {"n": n}) for n in range(1, 6)]
COLUMNS = "number, at, actor, action, subject, details, previous, hash"


@pytest.fixture
async def filled(store):
    await store.audit(ENTRIES)
    return store


@pytest.mark.parametrize(
    "column", ["at = at + 1", "actor = 'ali'", "action = ''", "subject = 'T9'", "details = '{}'"]
)
async def test_an_edited_row_is_found(filled, tamper, column):
    tamper(f"UPDATE audit SET {column} WHERE number = 3")
    assert await filled.verify_audit() == 3


@pytest.mark.parametrize("column", ["hash", "previous"])
async def test_an_edited_hash_is_found(filled, tamper, column):
    tamper(f"UPDATE audit SET {column} = zeroblob(32) WHERE number = 3")
    assert await filled.verify_audit() == 3


@pytest.mark.parametrize("number", [1, 3, 5])
async def test_a_removed_row_is_found_at_the_tail_too(filled, tamper, number):
    tamper(f"DELETE FROM audit WHERE number = {number}")
    assert await filled.verify_audit() == number


async def test_a_removed_row_is_found_where_the_others_moved_up(filled, tamper):
    tamper("DELETE FROM audit WHERE number = 3", "UPDATE audit SET number = number - 1 WHERE number > 3")
    assert await filled.verify_audit() == 3


async def test_a_row_put_in_at_the_end_is_found(filled, tamper):
    tamper(
        f"INSERT INTO audit ({COLUMNS}) SELECT 6, at, actor, action, subject, details, hash, hash FROM audit WHERE number = 5"
    )
    assert await filled.verify_audit() == 6


async def test_a_well_chained_row_that_the_head_does_not_know_is_found(filled, tamper, path):
    await filled.audit([AuditEntry(1, "ali", "made.up", "T9")])
    tamper("UPDATE audit_head SET count = 5, hash = (SELECT hash FROM audit WHERE number = 5)")
    assert await filled.verify_audit() == 6


async def test_two_rows_that_changed_places_are_found(filled, tamper):
    tamper(
        "UPDATE audit SET number = 99 WHERE number = 2",
        "UPDATE audit SET number = 2 WHERE number = 3",
        "UPDATE audit SET number = 3 WHERE number = 99",
    )
    assert await filled.verify_audit() == 2


async def test_an_emptied_audit_is_found(filled, tamper):
    tamper("DELETE FROM audit")
    assert await filled.verify_audit() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'ali'",
        "DELETE FROM audit",
        f"INSERT OR REPLACE INTO audit ({COLUMNS}) SELECT number, 0, actor, action, subject, details, previous, hash FROM audit",
    ],
)
async def test_the_database_itself_refuses_to_change_a_row(filled, statement):
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        await filled._write(lambda db: db.execute(statement))
    assert await filled.verify_audit() is None
