"""What was shipped of the audit shows what the store's file alone cannot: a chain written anew, commits gone."""

import sqlite3

import pytest

from storage.audit import Head, chain
from storage.milestones import Milestone, MilestonesError, Shipped, read_milestones
from storage.records import AuditEntry, MoMessage
from storage.sqlite import SqliteStore

ENTRIES = [AuditEntry(1_760_000_000 + n, "fatima", "ticket.read", f"T{n}", {"n": n}) for n in range(1, 9)]


@pytest.fixture
async def filled(store):
    """A store whose audit was shipped after each row."""
    shipped = []
    for entry in ENTRIES:
        await store.audit([entry])
        shipped.append(await store.milestone())
    return store, Shipped.of(shipped)


def rewritten(path, entries):
    """Somebody who holds the file writes the whole chain anew, head and all."""
    head = Head()
    with sqlite3.connect(path) as store:
        store.execute("DROP TRIGGER audit_is_not_removed")
        store.execute("DELETE FROM audit")
        for entry in entries:
            row = chain(head, entry)
            store.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            head = Head(row.number, row.hash)
        store.execute("UPDATE audit_head SET count = ?, hash = ?", (head.count, head.hash))
    store.close()


async def test_what_was_shipped_fits_the_chain_it_was_shipped_of(filled):
    store, shipped = filled
    assert await store.verify_audit(shipped) is None
    assert shipped.missing(await store.milestone()) == []


@pytest.mark.parametrize("at", [0, 3, 7])
async def test_a_chain_written_anew_without_a_row_is_found_only_against_what_was_shipped(filled, path, at):
    store, shipped = filled
    rewritten(path, ENTRIES[:at] + ENTRIES[at + 1 :])
    assert await store.verify_audit() is None
    assert await store.verify_audit(shipped) == at + 1


@pytest.mark.parametrize("at", [0, 3, 7])
async def test_a_chain_written_anew_with_an_edited_or_a_new_row_is_found(filled, path, at):
    store, shipped = filled
    forged = AuditEntry(1, "ali", "ticket.closed", "T0")
    rewritten(path, [*ENTRIES[:at], forged, *ENTRIES[at + 1 :]])
    assert await store.verify_audit(shipped) == at + 1


async def test_a_row_put_between_two_others_is_found(filled, path):
    store, shipped = filled
    rewritten(path, [*ENTRIES[:4], AuditEntry(1, "ali", "made.up", "T9"), *ENTRIES[4:]])
    assert await store.verify_audit(shipped) == 5


async def test_a_milestone_every_few_rows_finds_a_forgery_at_the_next_one(filled, path):
    store, shipped = filled
    some = Shipped.of([Milestone(8, next(iter(shipped.hashes[8])))])
    rewritten(path, [AuditEntry(1, "ali", "made.up", "T9"), *ENTRIES[1:]])
    assert await store.verify_audit(some) == 8


async def test_messages_that_are_gone_are_told_also_where_the_audit_tells_of_none(store, path, keys):
    for number in range(3):
        await store.accept_mo(MoMessage("kannel", f"m{number}", "+212600000101", "555", "menu", 1))
    shipped = Shipped.of([await store.milestone()])
    await store._write(lambda db: db.execute("DELETE FROM mo WHERE id = 3"))
    assert await store.verify_audit(shipped) is None
    assert shipped.missing(await store.milestone()) == ["messages in up to 3 were kept, now 2"]


async def test_lines_are_read_back_from_a_log_whatever_stands_around_them(filled, tmp_path):
    store, shipped = filled
    reached = await store.milestone()
    log = tmp_path / "auth.log"
    log.write_text(
        f"Nov 22 sshd: hello\nNov 22 12:00:01 host recours: {reached}\n2026-11-22T12:00:00 {Milestone()}\n"
    )
    found = read_milestones(log)
    assert (found.count, found.hashes[8]) == (8, shipped.hashes[8])
    assert await store.verify_audit(found) is None


async def test_two_milestones_that_contradict_each_other_are_found(filled):
    store, shipped = filled
    lie = Shipped.of([Milestone(3, next(iter(shipped.hashes[3]))), Milestone(3, bytes(32))])
    assert await store.verify_audit(lie) == 3


@pytest.mark.parametrize("text", ["", "recours-milestone audit=1 hash=12 in=1 out=1\n"])
def test_a_file_without_milestones_vouches_for_nothing(tmp_path, text):
    file = tmp_path / "milestones"
    file.write_text(text)
    with pytest.raises(MilestonesError):
        read_milestones(file)


async def test_a_backup_put_in_place_shows_how_much_is_missing(filled, path, keys, tmp_path):
    _store, shipped = filled
    older = SqliteStore(tmp_path / "older.db", keys)
    await older.open()
    await older.audit(ENTRIES[:5])
    assert await older.verify_audit() is None
    assert await older.verify_audit(shipped) == 6
    await older.close()
