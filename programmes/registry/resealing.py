"""Seals rows of a file of SQLite anew, batch by batch; whose key sealed a row is told by its first byte."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from programmes.registry.generation import Renew

BATCH = 500
#: Told how many rows more were seen.
Progress = Callable[[int], None]


def marks(path: Path) -> Mapping[int, int]:
    """How many rows each key sealed."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT substr(sealed, 1, 1), count(*) FROM cases GROUP BY 1").fetchall()
    return {bytes(first)[0]: number for first, number in rows if first}


def reseal_cache(cache: Path, renew: Renew, progress: Progress = lambda _rows: None) -> int:
    """Seal anew what a registry over HTTP said last, in place, beside a running service."""
    with closing(sqlite3.connect(cache, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        return walk(connection, "key", renew, progress)


def walk(connection: sqlite3.Connection, key: str, renew: Renew, progress: Progress) -> int:
    """Seal the rows of `cases` anew in the order of `key`; how many do not open."""
    damaged, after = 0, None
    while page := _page(connection, key, after):
        connection.execute("BEGIN IMMEDIATE")
        damaged += sum(_renew(connection, key, row, renew) for row in page)
        connection.execute("COMMIT")
        after = page[-1][0]
        progress(len(page))
    return damaged


def _page(connection: sqlite3.Connection, key: str, after: object) -> list[tuple[object, bytes]]:
    behind = "" if after is None else f"WHERE {key} > :after"
    query = f"SELECT {key}, sealed FROM cases {behind} ORDER BY {key} LIMIT {BATCH}"  # noqa: S608 - our own names
    return connection.execute(query, {"after": after}).fetchall()


def _renew(connection: sqlite3.Connection, key: str, row: tuple[object, bytes], renew: Renew) -> bool:
    """Whether a row does not open; one that changed meanwhile was sealed by who changed it."""
    at, sealed = row
    new = renew(sealed)
    if new is None or new is sealed:
        return new is None
    values = {"new": new, "at": at, "old": sealed}
    connection.execute(f"UPDATE cases SET sealed = :new WHERE {key} = :at AND sealed = :old", values)  # noqa: S608 - ours
    return False
