"""Opening a database: its schema brought up to date, its keys checked, a crash's leavings put back."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from storage.desk import WordsOf
from storage.errors import StoreError
from storage.fields import Keys
from storage.migrations import migrations
from storage.sqlite.connection import SqliteDb, connect_writer
from storage.work import recovery
from storage.work.db import no_words


def open_database(path: Path, keys: Keys, words_of: WordsOf = no_words) -> SqliteDb:
    """The writer's connection to an up-to-date database. Raises `NotDurableError` or `KeysError`."""
    db = SqliteDb(connect_writer(path), keys, words_of)
    try:
        migrations.apply(Database(db.connection))
        recovery.check_keys(db)
    except BaseException:
        db.close()
        raise
    return db


def recover(db: SqliteDb, now: int) -> None:
    """See `recovery.recover`: the processes that are gone are all but this one."""
    db.execute("BEGIN IMMEDIATE")
    recovery.recover(db, now)
    db.execute("COMMIT")


def left(db: SqliteDb) -> list[tuple[str, bytes]]:
    """See `recovery.left`; a damaged file is opened all the same, to be examined."""
    try:
        return recovery.left(db)
    except sqlite3.DatabaseError:
        return []


class Presence:
    """Tells whether another process has this database open: then what is claimed is its, not a crash's."""

    @classmethod
    def of(cls, path: Path) -> Presence:
        """At this database. Raises `StoreError` where its folder may not be written."""
        try:
            return cls(path)
        except OSError as error:
            raise StoreError(f"The database cannot be opened ({error.strerror}).") from None

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        self.alone = self._try_alone()

    def _try_alone(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def share(self) -> None:
        """Let others in, once recovered."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def leave(self) -> None:
        """Nobody of ours is left."""
        os.close(self._descriptor)
