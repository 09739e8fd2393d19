"""Hashing a store anew with another index key: as a copy that takes its place in one step.

A killed run leaves the store as it was, and the next one begins the copy again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copyfile

from sqlite_utils import Database

from storage.errors import StoreError
from storage.fields import Keys
from storage.hashed import HASHED, Hashed
from storage.migrations import migrations
from storage.records import AuditEntry
from storage.sqlite import care
from storage.sqlite.connection import SqliteDb, connect_reader, touch_private
from storage.sqlite.opening import Presence
from storage.to_disk import to_disk
from storage.work import recovery, rotating, trail

BATCH = 20_000
#: Told how many rows were hashed, and of how many.
Progress = Callable[[int, int], None]


class AtWorkError(StoreError):
    """The service runs with this store: stop it first."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def _silent(_done: int, _total: int) -> None:
    """Nobody is told."""


def hashed_with(path: Path, keys: Keys) -> int | None:
    """How many index keys after the first made its hashes; of an empty one all. Raises `AtWorkError`."""
    presence = Presence.of(path)
    try:
        if not presence.alone:
            raise AtWorkError
        if not path.exists():
            return keys.depth
        with closing(connect_reader(path)) as connection:
            return recovery.index_depth(SqliteDb(connection, keys))
    finally:
        presence.leave()


def rehash(path: Path, keys: Keys, audit: AuditEntry, progress: Progress = _silent) -> None:
    """Bring all hashes of the store to the newest index key. Raises `AtWorkError`, `StoreError`."""
    presence = Presence.of(path)
    staged = path.with_name(f"{path.name}.rehashed")
    try:
        if not presence.alone:
            raise AtWorkError
        if path.exists():
            care.empty_wal(path)
            staged.unlink(missing_ok=True)
            touch_private(staged)
            copyfile(path, staged)
            rehash_copy(staged, keys, audit, progress)
            staged.replace(path)
            to_disk(path.parent)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"The store cannot be hashed anew ({type(error).__name__}).") from None
    finally:
        staged.unlink(missing_ok=True)
        presence.leave()


def rehash_copy(staged: Path, keys: Keys, audit: AuditEntry, progress: Progress = _silent) -> None:
    """The same of a file that nobody else has; one of these keys already stays as it is."""
    connection = sqlite3.connect(staged, isolation_level=None)
    try:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
        migrations.apply(Database(connection))
        _rehash(SqliteDb(connection, keys), audit, progress)
    finally:
        connection.close()
    to_disk(staged)


def _rehash(db: SqliteDb, audit: AuditEntry, progress: Progress) -> None:
    depth = recovery.index_depth(db)
    if depth is None or depth == db.keys.depth:
        return  # opening it says what is wrong, if anything is

    def hashed(key: bytes | None) -> bytes | None:
        return None if key is None else db.keys.wrap(key, depth)

    db.connection.create_function("rehashed", 1, hashed, deterministic=True)
    total = sum(db.built(f"SELECT count(*) FROM {one.table}").fetchone()[0] for one in HASHED)  # noqa: S608 - ours
    done = 0
    for one in HASHED:
        done = _walk(db, one, lambda rows: progress(rows, total), done)
    db.run("renew_index_check", {"lookup": db.keys.lookup(b"check", rotating.CHECK_TEXT)})
    trail.append(db, [audit])


def _walk(db: SqliteDb, one: Hashed, tell: Callable[[int], None], done: int) -> int:
    sets = ", ".join(f"{column} = rehashed({column})" for column in one.columns)
    if one.table == "ticket_words":  # it has no row ids to go by
        done += db.built(f"UPDATE {one.table} SET {sets}").rowcount  # noqa: S608 - our own names
        tell(done)
        return done
    last = db.built(f"SELECT coalesce(max(rowid), 0) FROM {one.table}").fetchone()[0]  # noqa: S608 - ours
    for after in range(0, last, BATCH):
        within = {"after": after, "upto": after + BATCH}
        query = f"UPDATE {one.table} SET {sets} WHERE rowid > :after AND rowid <= :upto"  # noqa: S608 - ours
        done += db.built(query, within).rowcount
        tell(done)
    return done
