"""What the registry said last, kept encrypted in a file of its own: it outlives a restart.

It is also how a case's id, which tells no number, leads back to the number that the registry is asked for.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from programmes.household import Case
from programmes.registry.rows import FORMAT, pack, unpack_case
from programmes.registry.sealed import named
from programmes.registry.vault import Vault

_PRIVATE = 0o600
_TABLES = """
CREATE TABLE IF NOT EXISTS cases (key BLOB PRIMARY KEY, sealed BLOB NOT NULL, seen_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS phones (key BLOB PRIMARY KEY, cases BLOB NOT NULL, seen_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS cases_by_age ON cases (seen_at);
CREATE INDEX IF NOT EXISTS phones_by_age ON phones (seen_at);
"""
_KEY_BYTES = 16
_PURGE_EVERY = 1000


@dataclass(frozen=True, slots=True)
class Seen:
    """Cases as they were at `at` (epoch seconds)."""

    cases: tuple[Case, ...]
    at: int

    def dated(self) -> tuple[Case, ...]:
        """The cases marked with when they were seen."""
        return tuple(replace(case, seen_at=self.at) for case in self.cases)


class DciCache:
    """A private SQLite file; used from one thread at a time. Rows older than `keep_seconds` go."""

    def __init__(self, path: Path, vault: Vault, keep_seconds: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, _PRIVATE))
        self._vault = vault
        self._keep = keep_seconds
        self._written = 0
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        run = self._connection.execute
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = NORMAL")
        run("PRAGMA secure_delete = ON")
        if run("PRAGMA user_version").fetchone()[0] != FORMAT:
            self._connection.executescript("DROP TABLE IF EXISTS cases; DROP TABLE IF EXISTS phones;")
            run(f"PRAGMA user_version = {FORMAT}")
        self._connection.executescript(_TABLES)

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    def case_id(self, number: str) -> str:
        """The id of the case with this number."""
        return self._vault.case_id(number)

    def put(self, cases: Iterable[Case], now: int) -> tuple[Case, ...]:
        """Keep cases just seen; gives them with their ids."""
        return tuple(self._put(case, now) for case in cases)

    def _put(self, case: Case, now: int) -> Case:
        key = self._vault.number_key(case.number)
        sealed = self._vault.seal(pack(case))
        self._connection.execute("INSERT OR REPLACE INTO cases VALUES (?, ?, ?)", (key, sealed, now))
        self._purge(now)
        return replace(case, case_id=self.case_id(case.number))

    def put_phone(self, phone: str, cases: tuple[Case, ...], now: int) -> None:
        """Keep which cases a phone has; none is an answer too."""
        keys = b"".join(self._vault.key_of(case.case_id) for case in cases)
        row = (self._vault.phone_key(phone), keys, now)
        self._connection.execute("INSERT OR REPLACE INTO phones VALUES (?, ?, ?)", row)

    def case(self, case_id: str) -> Seen | None:
        """One case as seen last; None for an id that was never seen, or is none."""
        return self._at(self._vault.key_of(case_id))

    def _at(self, key: bytes) -> Seen | None:
        row = self._connection.execute("SELECT sealed, seen_at FROM cases WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        return Seen((named(self._vault, unpack_case(self._vault.open(row[0]), key.hex())),), row[1])

    def forget(self, case_id: str) -> None:
        """Drop a case that the registry does not have any more."""
        self._connection.execute("DELETE FROM cases WHERE key = ?", (self._vault.key_of(case_id),))

    def of_phone(self, phone: str) -> Seen | None:
        """The cases of a phone as seen last; None where it was never asked."""
        query = "SELECT cases, seen_at FROM phones WHERE key = ?"
        row = self._connection.execute(query, (self._vault.phone_key(phone),)).fetchone()
        if row is None:
            return None
        keys = (row[0][at : at + _KEY_BYTES] for at in range(0, len(row[0]), _KEY_BYTES))
        found = [seen for key in keys if (seen := self._at(key))]
        oldest = min((seen.at for seen in found), default=row[1])
        return Seen(tuple(case for seen in found for case in seen.cases), min(oldest, row[1]))

    def _purge(self, now: int) -> None:
        self._written += 1
        if self._written % _PURGE_EVERY == 1:
            for table in ("cases", "phones"):
                self._connection.execute(f"DELETE FROM {table} WHERE seen_at < ?", (now - self._keep,))  # noqa: S608 - one of two
