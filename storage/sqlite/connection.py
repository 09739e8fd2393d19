"""A connection as this engine wants it, with the project's queries and keys at hand."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from storage import sql
from storage.desk import WordsOf
from storage.errors import NotDurableError, StoreClosedError, StoreError
from storage.fields import Keys
from storage.work.db import NOTHING, Values, no_words

#: Pages of WAL after which a commit checkpoints: few enough to be short, enough to fold hot pages together.
CHECKPOINT_PAGES = 2000
WAL_BYTES = 64 << 20
#: A page cache and no mmap, which saved nothing at a million messages and turns a failing disk into a crash.
CACHE_KIB = 32 << 10
BUSY_MILLISECONDS = 10_000
FULL = 2

_SQL = sql.load()

# Each time bytes are bound, Python would ask in two places how they adapt themselves: as they are.
sqlite3.register_adapter(bytes, bytes.__bytes__)


class SqliteDb:
    """`Db` over one connection to the file."""

    off_index, for_update = "+", ""

    def __init__(self, connection: sqlite3.Connection, keys: Keys, words_of: WordsOf = no_words) -> None:
        self.connection = connection
        self.keys = keys
        self.words_of = words_of
        self.execute = connection.execute

    def run(self, name: str, values: Values = NOTHING) -> sqlite3.Cursor:
        """The cursor of a named query."""
        return self.execute(_SQL[name], values)

    def rows(self, name: str, values: Values = NOTHING) -> list[Any]:
        """All rows of a named query."""
        return self.execute(_SQL[name], values).fetchall()

    def row(self, name: str, values: Values = NOTHING) -> Any:
        """The one row of a named query, or None."""
        rows = self.execute(_SQL[name], values).fetchall()
        return rows[0] if rows else None

    def chosen(self, name: str, conditions: str, values: Values) -> sqlite3.Cursor:
        """See `Db`."""
        return self.execute(_SQL[name].format(conditions=conditions), values)

    def built(self, query: str, values: Values = NOTHING) -> sqlite3.Cursor:
        """See `Db`."""
        return self.execute(query, values)

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """See `Db`."""
        self.execute("BEGIN")
        try:
            yield
        finally:
            self.execute("ROLLBACK")

    def alone(self, key: bytes) -> None:
        """See `Db`: so it is with one writer."""

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()


def connect_writer(path: Path) -> sqlite3.Connection:
    """The one connection that writes. Raises `NotDurableError` where a commit would not reach the disk."""
    touch_private(path)
    connection = _connect(str(path), uri=False)
    try:
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA recursive_triggers = ON")
        connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        connection.execute(f"PRAGMA journal_size_limit = {WAL_BYTES}")
        assert_durable(connection, mode)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write."""
    return _connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def assert_durable(connection: sqlite3.Connection, mode: str) -> None:
    """Refuse a connection whose commits may be lost with the power."""
    if mode != "wal" or connection.execute("PRAGMA synchronous").fetchone()[0] != FULL:
        raise NotDurableError


def _connect(name: str, *, uri: bool) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(
            name, uri=uri, isolation_level=None, check_same_thread=False, cached_statements=256
        )
    except sqlite3.Error as error:
        raise StoreError(f"The database cannot be opened ({error.sqlite_errorname}).") from None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def refusal(error: Exception) -> Exception:
    """A disk that refuses, or a damaged file, as `StoreClosedError` with SQLite's name for it."""
    if type(error) in {sqlite3.OperationalError, sqlite3.DatabaseError}:
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        return StoreClosedError(f"The database refuses ({name}): nothing was kept, send it again.")
    return error


def touch_private(path: Path, flags: int = 0) -> None:
    """Make the file its owner's alone; SQLite gives the WAL beside it the same mode."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | flags, 0o600))
