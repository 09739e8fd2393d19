"""Putting a backup in the store's place: checked first, and never under a running service."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from storage.errors import StoreError
from storage.fields import Keys
from storage.records import AuditEntry
from storage.sqlite import care
from storage.sqlite.connection import SqliteDb, touch_private
from storage.sqlite.opening import Presence, open_database
from storage.sqlite.rehashing import rehash_copy
from storage.to_disk import to_disk
from storage.work import trail

_STAGED, _ASIDE = ".restoring", ".before-restore"
#: What SQLite keeps beside a file: it belongs to the file's content, and must go where that goes.
_BESIDE = ("-wal", "-shm")


class RestoreError(StoreError):
    """The backup was not put in the store's place."""


class Restored(NamedTuple):
    """What came back: messages in and out, tickets; and where the store that was there lies now."""

    messages_in: int
    messages_out: int
    tickets: int
    aside: Path | None


def restore(path: Path, backup: Path, keys: Keys) -> Restored:
    """Put `backup`, its schema brought up to date, in the place of the store at `path`, which is kept aside.

    Raises `RestoreError`, or what opening a database raises; then nothing was changed.
    """
    if not backup.is_file():
        raise RestoreError(f"{backup}: there is no such backup.")
    presence = Presence(path)
    try:
        if not presence.alone:
            raise RestoreError("The service runs with this store: stop it first.")
        return _restore(path, backup, keys)
    finally:
        presence.leave()


def _restore(path: Path, backup: Path, keys: Keys) -> Restored:
    staged = path.with_name(path.name + _STAGED)
    _remove(staged)
    try:
        touch_private(staged)
        shutil.copyfile(backup, staged)
        counts = _checked(staged, keys)
        to_disk(staged)
        aside = _put_aside(path)
        staged.rename(path)
        to_disk(path.parent)
    except OSError as error:
        raise RestoreError(f"The backup cannot be copied ({type(error).__name__}).") from None
    finally:
        _remove(staged)
    return Restored(*counts, aside)


def _checked(staged: Path, keys: Keys) -> tuple[int, int, int]:
    """Open a copy as the service would, and look for damage. Raises `RestoreError`."""
    try:
        rehash_copy(staged, keys, AuditEntry(int(time.time()), "restore", "keys.rehashed", "index key"))
        with closing(open_database(staged, keys)) as db:
            if care.integrity_problems(db):
                raise RestoreError("The backup is damaged: take an earlier one.")
            if (row := trail.verify(db)) is not None:
                raise RestoreError(
                    f"The backup's audit does not hold together at row {row}: take an earlier one."
                )
            return _counts(db)
    except sqlite3.DatabaseError as error:
        raise RestoreError(f"This is no backup of a store ({type(error).__name__}).") from None


def _counts(db: SqliteDb) -> tuple[int, int, int]:
    mo, mt, tickets = (db.row(name)[0] for name in ("count_mos", "count_mts", "count_all_tickets"))
    return mo, mt, tickets


def _put_aside(path: Path) -> Path | None:
    """The store that is there, with what belongs to it, under another name; one kept earlier is not lost."""
    if not path.exists():
        return None
    number = 0
    while (aside := path.with_name(f"{path.name}{_ASIDE}{number or ''}")).exists():
        number += 1
    for beside in _BESIDE:
        if (part := path.with_name(path.name + beside)).exists():
            part.rename(aside.with_name(aside.name + beside))
    path.rename(aside)
    return aside


def _remove(staged: Path) -> None:
    for ending in ("", *_BESIDE):
        staged.with_name(staged.name + ending).unlink(missing_ok=True)
