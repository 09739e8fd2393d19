"""The registry in its own SQLite file: a look-up is two or three indexed reads of a file that never changes.

Each import writes a new generation beside the file and renames it over the old one (generation.py). So a file
once opened is immutable: no locks, no waiting for an import, and a reader sees the swap by the file's
identity within a tenth of a second. A look-up takes tens of microseconds, less than handing it to a thread,
and is therefore made directly on the event loop.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from pathlib import Path

from programmes.household import Case
from programmes.programme import RegistryUnavailableError
from programmes.registry.counts import Counts, unpacked
from programmes.registry.generation import SealedCase, Standing
from programmes.registry.rows import FORMAT
from programmes.registry.sealed import SealedCases
from programmes.registry.vault import Vault

APPLICATION_ID = 0x5245434F  # "RECO"

#: How long a swap may go unseen: a look at the file's identity costs as much as the look-up itself.
LOOK_AGAIN_SECONDS = 0.1

_OF_PHONE = (
    "SELECT cases.key, cases.sealed FROM phones JOIN cases ON cases.id = phones.case_id WHERE phones.key = ?"
)
_OF_KEY = "SELECT key, sealed FROM cases WHERE key = ?"

_Identity = tuple[int, int, int]


class EmbeddedRegistry:
    """Looks cases up in `registry.db`; keeps the `Registry` protocol, whose methods are described there.

    Used from one thread. `RegistryUnavailableError` where there is no file yet, or none that this vault
    opens.
    """

    def __init__(self, path: Path, vault: Vault, look_again: float = LOOK_AGAIN_SECONDS) -> None:
        self._path = path
        self._vault = vault
        self._look_again = look_again
        self._looked_at = 0.0
        self._connection: sqlite3.Connection | None = None
        self._identity: _Identity | None = None
        self._generation = 0
        self._counts: Counts | None = None
        self._cases = SealedCases(vault)

    async def cases_of_phone(self, phone: str) -> tuple[Case, ...]:
        """See `Registry`."""
        return self._cases.of_phone(phone, self._select(_OF_PHONE, self._vault.phone_key(phone)))

    async def case(self, case_id: str) -> Case | None:
        """See `Registry`."""
        return self._cases.one(self._select(_OF_KEY, self._vault.key_of(case_id)))

    async def case_by_number(self, number: str) -> Case | None:
        """See `Registry`."""
        return self._cases.one(self._select(_OF_KEY, self._vault.number_key(number)))

    async def standing(self) -> Standing:
        """See `KeptRegistry`."""
        self._current()
        return Standing(self._generation, self._identity[2] / 1e9 if self._identity else 0.0)

    async def households(self) -> Counts | None:
        """See `KeptRegistry`."""
        self._current()
        return self._counts

    @property
    def generation(self) -> int:
        """The number of the generation in use."""
        self._current()
        return self._generation

    def close(self) -> None:
        """Let the file go."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._identity = None

    def _leave_former(self) -> None:
        """Let the former file go on a thread: its gigabytes are freed in this moment."""
        former, self._connection, self._identity = self._connection, None, None
        if former is not None:
            threading.Thread(target=former.close, name="registry-close").start()

    def _select(self, query: str, key: bytes) -> list[SealedCase]:
        connection = self._current()
        try:
            return connection.execute(query, (key,)).fetchall()
        except sqlite3.Error as error:
            self.close()
            raise RegistryUnavailableError("the registry file cannot be read") from error

    def _current(self) -> sqlite3.Connection:
        now = time.monotonic()
        if self._connection is None or now - self._looked_at >= self._look_again:
            self._connection = self._newest()
            self._looked_at = now
        return self._connection

    def _newest(self) -> sqlite3.Connection:
        try:
            stat = os.stat(self._path)  # noqa: PTH116 - on every look-up: half the time of Path.stat
        except OSError as error:
            raise RegistryUnavailableError("there is no registry file: nothing was imported yet") from error
        identity = (stat.st_dev, stat.st_ino, stat.st_mtime_ns)
        if self._connection is None or identity != self._identity:
            self._leave_former()
            self._connection, self._generation = open_generation(self._path)
            self._counts = counts_in(self._connection)
            self._identity = identity
        return self._connection


def open_generation(path: Path) -> tuple[sqlite3.Connection, int]:
    """A generation's file opened for reading, and its number. Raises `RegistryUnavailableError`."""
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
    except sqlite3.Error as error:
        raise RegistryUnavailableError("the registry file cannot be opened") from error
    try:
        return connection, _number(connection)
    except (sqlite3.Error, RegistryUnavailableError) as error:
        connection.close()
        raise RegistryUnavailableError("this is no registry file of this version: import again") from error


def counts_in(connection: sqlite3.Connection) -> Counts | None:
    """What was counted of a generation; None where it is older than the counting."""
    try:
        row = connection.execute("SELECT counts FROM counted").fetchone()
    except sqlite3.OperationalError:
        return None
    return unpacked(row[0]) if row else None


def _number(connection: sqlite3.Connection) -> int:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    layout = connection.execute("PRAGMA user_version").fetchone()[0]
    if (application, layout) != (APPLICATION_ID, FORMAT):
        raise RegistryUnavailableError("another layout")
    return int(connection.execute("SELECT number FROM generation").fetchone()[0])
