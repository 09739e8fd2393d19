"""A backup takes the store's place only whole, with the right keys, and never under a running service."""

import sqlite3
import stat

import pytest

from storage.fields import Keys, KeysError
from storage.records import AuditEntry
from storage.sqlite import SqliteStore
from storage.sqlite.restoring import RestoreError, restore
from tests.conformance.given import AMINA, NOW, a_ticket, an_mo, file_tickets

#: A phone that texts after the backup was made.
LATER = "+212666000001"


@pytest.fixture
async def backup(store, tmp_path):
    """A backup with one ticket in it, of a store that has gone on since and stands still now."""
    await file_tickets(store, a_ticket())
    await store.audit([AuditEntry(NOW, "fatima", "reads", "123456789")])
    target = tmp_path / "backup.db"
    await store.backup(target)
    for number in range(5):
        await store.accept_mo(an_mo(f"+2126660000{number:02}"))
    return target


async def test_what_is_restored_is_the_store_as_it_was(store, path, keys, backup):
    await store.close()
    restored = restore(path, backup, keys)
    assert (restored.messages_in, restored.tickets) == (1, 1)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = SqliteStore(path, keys)
    await again.open()
    assert (await again.ticket("123456789")).phone == AMINA
    assert len(await again.thread(LATER)) == 0
    await again.close()


async def test_the_store_that_was_there_is_kept_whole_beside_it(store, path, keys, backup):
    await store.close()
    first = restore(path, backup, keys).aside
    second = restore(path, backup, keys).aside
    assert first != second
    kept = SqliteStore(first, keys)
    await kept.open()
    assert len(await kept.thread(LATER)) == 1
    await kept.close()


async def test_under_a_running_service_nothing_is_restored(store, path, keys, backup):
    with pytest.raises(RestoreError, match="stop it first"):
        restore(path, backup, keys)
    assert len(await store.thread(LATER)) == 1


async def test_with_other_keys_nothing_is_restored(store, path, backup):
    await store.close()
    before = path.read_bytes()
    with pytest.raises(KeysError):
        restore(path, backup, Keys.fresh())
    assert path.read_bytes() == before


def cut(backup):
    backup.write_bytes(backup.read_bytes()[:5000])


def scribble(backup):
    backup.write_bytes(b"a letter from my aunt" * 500)


def edit_the_audit(backup):
    connection = sqlite3.connect(backup)
    connection.execute("DROP TRIGGER audit_is_not_edited")
    connection.execute("UPDATE audit SET action = 'nothing happened' WHERE number = 1")
    connection.commit()
    connection.close()


def remove(backup):
    backup.unlink()


@pytest.mark.parametrize("harm", [cut, scribble, edit_the_audit, remove])
async def test_a_backup_that_is_not_whole_changes_nothing(store, path, keys, backup, harm):
    await store.close()
    harm(backup)
    before = {file.name for file in path.parent.iterdir()}
    with pytest.raises(RestoreError):
        restore(path, backup, keys)
    assert {file.name for file in path.parent.iterdir()} == before
    again = SqliteStore(path, keys)
    await again.open()
    assert len(await again.thread(LATER)) == 1
    await again.close()


async def test_on_a_new_machine_there_is_nothing_to_put_aside(store, tmp_path, keys, backup):
    new = tmp_path / "new"
    new.mkdir()
    restored = restore(new / "recours.db", backup, keys)
    assert restored.aside is None
    assert {file.name for file in new.iterdir()} == {"recours.db", "recours.db.lock"}
