"""Writing a new generation of the registry beside the one in use, and putting it in its place at once."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from programmes.programme import RegistryUnavailableError
from programmes.registry.counts import Counts, packed
from programmes.registry.embedded.registry import APPLICATION_ID, open_generation
from programmes.registry.generation import ImportUnderWayError
from programmes.registry.rows import FORMAT
from storage.to_disk import to_disk

PRIVATE = 0o600
_TABLES = """
CREATE TABLE IF NOT EXISTS generation (number INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS cases (id INTEGER PRIMARY KEY, key BLOB NOT NULL, sealed BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS counted (counts TEXT);
CREATE TABLE IF NOT EXISTS phones (key BLOB NOT NULL, case_id INTEGER NOT NULL);
"""
#: Made at the end: sorting once is many times faster than keeping random hashes in order row by row.
_INDEXES = """
CREATE UNIQUE INDEX IF NOT EXISTS cases_by_key ON cases (key);
CREATE INDEX IF NOT EXISTS phones_by_key ON phones (key, case_id);
"""


class FileGeneration:
    """See `Generation`; a file of its own until `publish`."""

    def __init__(
        self, connection: sqlite3.Connection, number: int, before: Counts | None, target: Path, staged: Path
    ) -> None:
        self.number = number
        self.before = before
        self._connection = connection
        self._target = target
        self._staged = staged

    def add(self, case_id: int, key: bytes, sealed: bytes, phone_keys: list[bytes]) -> None:
        """See `Generation`."""
        self._connection.execute("INSERT INTO cases VALUES (?, ?, ?)", (case_id, key, sealed))
        self._connection.executemany(
            "INSERT INTO phones VALUES (?, ?)", [(phone, case_id) for phone in phone_keys]
        )

    def find(self, key: bytes) -> tuple[int, bytes] | None:
        """See `Generation`."""
        found = self._connection.execute("SELECT id, sealed FROM cases WHERE key = ?", (key,)).fetchone()
        return (int(found[0]), found[1]) if found else None

    def remove(self, case_id: int, phone_keys: list[bytes]) -> None:
        """See `Generation`."""
        self._connection.execute("DELETE FROM cases WHERE id = ?", (case_id,))
        self._connection.executemany(
            "DELETE FROM phones WHERE key = ? AND case_id = ?", [(phone, case_id) for phone in phone_keys]
        )

    def free_id(self) -> int:
        """See `Generation`."""
        return int(self._connection.execute("SELECT coalesce(max(id), 0) + 1 FROM cases").fetchone()[0])

    def publish(self, counts: Counts | None) -> None:
        """Make the indexes, bring all to the disk, and take the old generation's place in one rename."""
        self._connection.execute("DELETE FROM generation")
        self._connection.execute("INSERT INTO generation VALUES (?)", (self.number,))
        self._connection.execute("DELETE FROM counted")
        self._connection.execute("INSERT INTO counted VALUES (?)", (packed(counts),))
        self._connection.commit()
        self._connection.executescript(_INDEXES)
        self._connection.close()
        to_disk(self._staged)
        self._staged.replace(self._target)
        to_disk(self._target.parent)


def lay_out(connection: sqlite3.Connection) -> None:
    """The tables of a generation."""
    # No journal and no syncs: a file that nobody reads yet needs neither; `publish` brings it to the disk.
    for pragma in (
        "journal_mode = OFF",
        "synchronous = OFF",
        "locking_mode = EXCLUSIVE",
        "cache_size = -16384",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    connection.executescript(_TABLES)


def number_in_use(path: Path) -> int:
    """The generation that readers see; 0 where there is none."""
    if not path.exists():
        return 0
    try:
        connection, number = open_generation(path)
    except RegistryUnavailableError:
        return 0
    connection.close()
    return number


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Nobody else changes the registry meanwhile. Raises `ImportUnderWayError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, PRIVATE)
    try:
        _take(descriptor)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ImportUnderWayError from None
