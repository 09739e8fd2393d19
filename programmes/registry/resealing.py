"""Seals the registry's files anew, as they stand: each as a copy that takes the old one's place in one step.

A generation is never changed where readers have it open. A killed run leaves the old file as it was, and the
next one begins that file again. Whose key sealed a row is told by its first byte, the vault's mark.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from shutil import copyfile

from programmes.registry.embedded.generation import alone
from programmes.registry.generation import Renew
from storage.to_disk import to_disk

_PRIVATE = 0o600
BATCH = 500
#: Told how many rows more were seen.
Progress = Callable[[int], None]


def files_of(registry: Path) -> list[Path]:
    """The generation in use, and the one that phones were told of last, where there are such."""
    return [path for path in (registry, registry.with_name(f"{registry.name}.told")) if path.exists()]


def marks(path: Path) -> Mapping[int, int]:
    """How many rows each key sealed."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT substr(sealed, 1, 1), count(*) FROM cases GROUP BY 1").fetchall()
    return {bytes(first)[0]: number for first, number in rows if first}


def reseal_registry(registry: Path, renew: Renew, progress: Progress = lambda _rows: None) -> int:
    """Seal both generations anew; how many rows do not open. Raises `ImportUnderWayError`."""
    with alone(registry):
        told = registry.with_name(f"{registry.name}.told")
        shared = told.exists() and registry.samefile(told)
        damaged = sum(_reseal(path, renew, progress) for path in files_of(registry)[: 1 if shared else 2])
        if shared:
            staged = told.with_name(f"{told.name}.new")
            staged.unlink(missing_ok=True)
            os.link(registry, staged)
            staged.replace(told)
    return damaged


def _reseal(path: Path, renew: Renew, progress: Progress) -> int:
    staged = path.with_name(f"{path.name}.resealed")
    staged.unlink(missing_ok=True)
    staged.touch(_PRIVATE)
    try:
        copyfile(path, staged)
        with closing(sqlite3.connect(staged, isolation_level=None)) as connection:
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "secure_delete = ON"):
                connection.execute(f"PRAGMA {pragma}")
            damaged = _walk(connection, "id", renew, progress)
        to_disk(staged)
        staged.replace(path)
        to_disk(path.parent)
    finally:
        staged.unlink(missing_ok=True)
    return damaged


def reseal_cache(cache: Path, renew: Renew, progress: Progress = lambda _rows: None) -> int:
    """Seal anew what a registry over HTTP said last, in place, beside a running service."""
    with closing(sqlite3.connect(cache, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        return _walk(connection, "key", renew, progress)


def _walk(connection: sqlite3.Connection, key: str, renew: Renew, progress: Progress) -> int:
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
