"""Rows waiting for their case: temporary tables on disk, sorted once, so that memory stays flat.

SQLite removes the file's name as soon as it is made: nothing personal stays behind, not even after a crash.
It lies where SQLITE_TMPDIR or TMPDIR say.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Self

#: key (the case), line, and the packed row.
StagedRow = tuple[str, int, bytes]
KINDS = ("households", "members", "payments")
#: Also what each sort may hold in memory before it goes on on disk.
_CACHE_KIB = 16 * 1024


class Staging:
    """The three files' rows, in order of their case."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(
            "", isolation_level=None
        )  # "": a private file, removed when closed
        run = self._connection.execute
        run("PRAGMA journal_mode = OFF")
        run("PRAGMA synchronous = OFF")
        run(f"PRAGMA cache_size = -{_CACHE_KIB}")
        for kind in KINDS:
            run(f"CREATE TABLE {kind} (key TEXT NOT NULL, line INTEGER NOT NULL, row BLOB NOT NULL)")
        run("CREATE TABLE spoiled (key TEXT PRIMARY KEY) WITHOUT ROWID")
        run("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def add(self, kind: str, rows: Iterable[StagedRow]) -> None:
        """Put the rows of one file in."""
        self._connection.executemany(f"INSERT INTO {kind} VALUES (?, ?, ?)", rows)  # noqa: S608 - one of KINDS

    def spoil(self, key: str) -> None:
        """Note that a row of this case was refused."""
        self._connection.execute("INSERT OR IGNORE INTO spoiled VALUES (?)", (key,))

    def is_spoiled(self, key: str) -> bool:
        """Whether a row of this case was refused."""
        return self._connection.execute("SELECT 1 FROM spoiled WHERE key = ?", (key,)).fetchone() is not None

    def rows(self, kind: str) -> Iterator[StagedRow]:
        """The rows of one file, by case and line."""
        return self._connection.execute(f"SELECT key, line, row FROM {kind} ORDER BY key, line")  # noqa: S608 - one of KINDS
