"""Looking after the file: a copy while the service goes on, and SQLite's own check."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from storage.errors import StoreError
from storage.sqlite.attempts import KEPT_SECONDS
from storage.sqlite.connection import Db, touch_private


class BackupError(StoreError):
    """The backup was not made."""


#: A provider repeats its reports for days at most; no console session outlives a month unused.
STRAY_SECONDS = 7 * 24 * 3600
SIGN_IN_SECONDS = 30 * 24 * 3600
#: How long one can still look up how a USSD session ended.
USSD_END_SECONDS = 90 * 24 * 3600


def purge(db: Db, now: int) -> None:
    """Forget what nothing needs any more."""
    db.run("prune_attempts", {"before": now - KEPT_SECONDS})
    db.run("prune_stray_dlrs", {"before": now - STRAY_SECONDS})
    db.run("prune_sign_ins", {"before": now - SIGN_IN_SECONDS})
    db.run("prune_ussd_ends", {"before": now - USSD_END_SECONDS})
    db.run("prune_readers", {"now": now})


def backup(db: Db, target: Path) -> None:
    """Copy the database to a new file, its owner's alone, while the writer goes on. Raises `BackupError`."""
    try:
        touch_private(target, os.O_EXCL)
        with closing(sqlite3.connect(target)) as copy:
            db.connection.backup(copy)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"The backup was not made ({type(error).__name__}).") from None


def integrity_problems(db: Db) -> list[str]:
    """What SQLite finds wrong with the file, nothing where all is well."""
    try:
        lines = [line for (line,) in db.execute("PRAGMA integrity_check").fetchall()]
    except sqlite3.DatabaseError as error:
        return [error.sqlite_errorname]
    return [] if lines == ["ok"] else lines
