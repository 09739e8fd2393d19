"""Opening a database: its schema brought up to date, its keys checked, a crash's leavings put back."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from storage.desk import WordsOf
from storage.errors import StoreError
from storage.fields import Keys, KeysError, SealError
from storage.migrations import migrations
from storage.sqlite.connection import Db, connect_writer, no_words
from storage.sqlite.outbox import DOUBT_SECONDS

#: What was under way in so many crashes is tried again alone, this many seconds after the one before it.
SUSPECT_ATTEMPTS, SUSPECT_SECONDS = 2, 2
#: Of what a crash left without its turn, so many are known should they come again.
MOST_LEFT = 10_000
CRASHED = "crashed"
_CHECK_COLUMN, _CHECK_TEXT = b"key_checks.value", "recours"


def open_database(path: Path, keys: Keys, words_of: WordsOf = no_words) -> Db:
    """The writer's connection to an up-to-date database. Raises `NotDurableError` or `KeysError`."""
    db = Db(connect_writer(path), keys, words_of)
    try:
        migrations.apply(Database(db.connection))
        check_keys(db)
    except BaseException:
        db.close()
        raise
    return db


def check_keys(db: Db) -> None:
    """With another index key no phone would be found and no copy known: refuse before anything is written."""
    lookup = db.keys.lookup(b"check", _CHECK_TEXT)
    if db.row("key_check", {"name": "index"}) is None:
        sealed = db.keys.seal(_CHECK_COLUMN, _CHECK_TEXT)
        db.run("save_key_checks", {"lookup": lookup, "sealed": sealed})
    try:
        db.keys.unseal(_CHECK_COLUMN, db.row("key_check", {"name": "encryption"})[0])
    except SealError:
        raise KeysError("This database was sealed with other keys.") from None
    if db.row("key_check", {"name": "index"})[0] != lookup:
        raise KeysError("This database was begun with another index key.")


def recover(db: Db, now: int) -> None:
    """What a crash left claimed waits again; what it left being sent is in doubt."""
    db.execute("BEGIN IMMEDIATE")
    set_suspects_apart(db, now)
    db.run("recover_mos")
    db.run("recover_mts", {"retry_at": now + DOUBT_SECONDS})
    db.execute("COMMIT")


def left(db: Db) -> list[tuple[str, bytes]]:
    """Link and sealed external id of what waits; a damaged file is opened all the same, to be examined."""
    try:
        return db.rows("left_open", {"limit": MOST_LEFT})
    except sqlite3.DatabaseError:
        return []


def set_suspects_apart(db: Db, now: int) -> None:
    """Each at a time of its own, so that one that kills the process takes no other with it each time."""
    suspects = db.rows("suspect_mos", {"attempts": SUSPECT_ATTEMPTS})
    for place, (mo_id,) in enumerate(suspects, 1):
        retry_at = now + place * SUSPECT_SECONDS
        db.run("rest_mo", {"mo_id": mo_id, "error": CRASHED, "retry_at": retry_at})


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
