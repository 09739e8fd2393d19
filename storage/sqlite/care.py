"""Looking after the file: a copy while the service goes on, and SQLite's own check."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from storage.errors import BackupError
from storage.sqlite.connection import SqliteDb, touch_private

#: How long readers may keep the log of writes from being emptied.
WAL_SECONDS = 2.0


def backup(db: SqliteDb, target: Path) -> None:
    """Copy the database to a new file, its owner's alone, while the writer goes on. Raises `BackupError`."""
    try:
        touch_private(target, os.O_EXCL)
        with closing(sqlite3.connect(target)) as copy:
            db.connection.backup(copy)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"The backup was not made ({type(error).__name__}).") from None


def empty_wal(path: Path) -> None:
    """Fold the write-ahead log into the file and cut it to nothing; where somebody reads, the next time."""
    with closing(sqlite3.connect(path, timeout=WAL_SECONDS)) as connection:
        for how in ("PASSIVE", "TRUNCATE"):  # the first does the work and keeps nobody waiting
            connection.execute(f"PRAGMA wal_checkpoint({how})").fetchall()


def integrity_problems(db: SqliteDb) -> list[str]:
    """What SQLite finds wrong with the file, nothing where all is well."""
    try:
        lines = [line for (line,) in db.execute("PRAGMA integrity_check").fetchall()]
    except sqlite3.DatabaseError as error:
        return [error.sqlite_errorname]
    return [] if lines == ["ok"] else lines
