"""Who works on PostgreSQL: some threads with a connection each; a piece of work is a transaction.

Unlike SQLite's one writer, many transactions run side by side, and the server commits them in groups by
itself. Two that wait for each other are done again; one whose connection is gone is told as refused, since
nobody knows whether its commit arrived (a copy of it has no second effect).
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg

from storage.postgres.connection import PgDb, refusal

#: How often a piece is done again where it and another were in each other's way.
MOST_TRIES = 5
_IN_THE_WAY = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)


class Crew:
    """Threads that do pieces of work; `connect` gives each its connection."""

    def __init__(self, connect: Callable[[], PgDb], size: int, loop: asyncio.AbstractEventLoop) -> None:
        self._connect = connect
        self._loop = loop
        self._own = threading.local()
        self._dbs: list[PgDb] = []
        self._threads = ThreadPoolExecutor(size, "store")

    def do(self, work: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
        """The future result of `work(db, *arguments)`, durable when it comes."""
        return self._loop.run_in_executor(self._threads, self._do, work, *arguments)

    def close(self) -> None:
        """Do what waits, then hang up."""
        self._threads.shutdown()
        for db in self._dbs:
            db.close()

    def _do(self, work: Callable[..., Any], *arguments: Any) -> Any:
        for _again in range(MOST_TRIES):
            db = self._begun()
            try:
                result = work(db, *arguments)
                db.server.execute("COMMIT")
            except Exception as error:  # noqa: BLE001 - whatever it is, it is its caller's to hear
                self._take_back(db)
                if not isinstance(error, _IN_THE_WAY):
                    raise refusal(error) from None
            else:
                return result
        raise refusal(psycopg.errors.DeadlockDetected())

    def _begun(self) -> PgDb:
        """This thread's connection in a transaction; a dead one is replaced."""
        db: PgDb | None = getattr(self._own, "db", None)
        if db is not None:
            try:
                db.server.execute("BEGIN")
            except psycopg.OperationalError:
                self._drop(db)
            else:
                return db
        db = self._own.db = self._connect()
        self._dbs.append(db)
        db.server.execute("BEGIN")
        return db

    def _take_back(self, db: PgDb) -> None:
        try:
            db.server.execute("ROLLBACK")
        except psycopg.Error:
            self._drop(db)

    def _drop(self, db: PgDb) -> None:
        db.close()
        self._dbs.remove(db)
        self._own.db = None
