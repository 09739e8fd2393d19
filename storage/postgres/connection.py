"""A connection to PostgreSQL that the store's pieces of work take for the one they know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Dumper

from storage.desk import WordsOf
from storage.errors import NotDurableError, StoreClosedError
from storage.fields import Keys
from storage.postgres import dialect
from storage.work.db import NOTHING, Values, no_words

#: What a server that is gone, or says no, is given to answer in.
CONNECT_SECONDS = 5
_QUERIES = dialect.load()
_HELD = frozenset(name for name, query in _QUERIES.items() if "%(holder)s" in query)
#: Whether a commit answers before it is on the disk, or never gets there.
_DURABLE = "SELECT current_setting('synchronous_commit') <> 'off' AND current_setting('fsync') = 'on'"


class _Truth(Dumper):
    """A truth value as 0 or 1: the schema knows none."""

    oid = psycopg.adapters.types["int8"].oid

    def dump(self, obj: bool) -> Buffer:
        """`1` for true."""
        return b"1" if obj else b"0"


class Result:
    """What a statement did, by the names that the pieces of work know."""

    def __init__(self, cursor: psycopg.Cursor[Any]) -> None:
        self._cursor = cursor
        self.rowcount = cursor.rowcount

    def fetchall(self) -> list[Any]:
        """All rows; none of a statement that gives none."""
        return self._cursor.fetchall() if self._cursor.description else []

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cursor)

    def fetchone(self) -> Any:
        """The next row, or None."""
        return self._cursor.fetchone()

    @property
    def lastrowid(self) -> int | None:
        """The id that an insert gave, once; asked for where the query does not return it."""
        returned = self._cursor if self._cursor.description else self._cursor.execute("SELECT lastval()")
        row = returned.fetchone()
        return None if row is None else int(row[0])


class PgDb:
    """Runs the named queries; `holder` tells the number by which this process holds what it claims now."""

    off_index, for_update = "", " FOR UPDATE SKIP LOCKED"

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        keys: Keys,
        holder: Callable[[], int],
        words_of: WordsOf = no_words,
    ) -> None:
        self.server = connection
        self.keys = keys
        self.holder = holder
        self.words_of = words_of

    def run(self, name: str, values: Values = NOTHING) -> Result:
        """The result of a named query."""
        if name in _HELD:
            values = {**values, "holder": self.holder()}
        return self.execute(_QUERIES[name], values)

    def rows(self, name: str, values: Values = NOTHING) -> list[Any]:
        """All rows of a named query."""
        rows: list[Any] = self.run(name, values).fetchall()
        return rows

    def row(self, name: str, values: Values = NOTHING) -> Any:
        """The one row of a named query, or None."""
        rows = self.rows(name, values)
        return rows[0] if rows else None

    def chosen(self, name: str, conditions: str, values: Values) -> Result:
        """See `Db`."""
        query = _QUERIES[name].format(conditions=dialect.query_of(conditions))
        return self.execute(query, values)

    def built(self, query: str, values: Values = NOTHING) -> Result:
        """See `Db`."""
        return self.execute(dialect.query_of(query), values)

    def execute(self, query: str, values: Any = NOTHING) -> Result:
        """The result of a query in psycopg's spelling."""
        plain = {name: value.value if isinstance(value, Enum) else value for name, value in values.items()}
        return Result(self.server.execute(query, plain))

    def alone(self, key: bytes) -> None:
        """See `Db`: others who want the same key wait until this transaction ends."""
        number = int.from_bytes(key[:8], "big", signed=True)
        self.server.execute("SELECT pg_advisory_xact_lock(%s::bigint)", (number,))

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """See `Db`."""
        with self.server.transaction():
            self.server.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield

    def close(self) -> None:
        """Hang up."""
        self.server.close()


def connect(url: str) -> psycopg.Connection[Any]:
    """A connection whose commits are on the disk when they answer.

    Raises `StoreClosedError` where there is no server, `NotDurableError` where it answers before.
    """
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_SECONDS)
    except psycopg.Error as error:
        raise _not_reached(error) from None
    try:
        connection.adapters.register_dumper(bool, _Truth)
        _assert_durable(connection)
    except psycopg.Error as error:
        connection.close()
        raise _not_reached(error) from None
    except NotDurableError:
        connection.close()
        raise
    return connection


def _assert_durable(connection: psycopg.Connection[Any]) -> None:
    row = connection.execute(_DURABLE).fetchone()
    if row is None or not row[0]:
        raise NotDurableError(
            "PostgreSQL does not commit durably (synchronous_commit or fsync is off): not started."
        )


def _not_reached(error: Exception) -> StoreClosedError:
    return StoreClosedError(f"PostgreSQL cannot be reached ({type(error).__name__}).")


def refusal(error: Exception) -> Exception:
    """A server that is gone or refuses, as `StoreClosedError` with its class of error."""
    if isinstance(error, psycopg.Error):
        return StoreClosedError(
            f"The database refuses ({type(error).__name__}): nothing was kept, send it again."
        )
    return error
