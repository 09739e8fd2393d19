"""Who works on PostgreSQL: some threads with a connection each; a piece of work is a transaction.

Unlike SQLite's one writer, many transactions run side by side, and the server commits them in groups by
itself. Two that wait for each other are done again; one whose connection is gone is told as refused, since
nobody knows whether its commit arrived (a copy of it has no second effect).
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import psycopg

from storage.line import Line
from storage.postgres.connection import PgDb, refusal

#: How often a piece is done again where it and another were in each other's way.
MOST_TRIES = 5
_IN_THE_WAY = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)


class Piece(NamedTuple):
    """Work to do in a transaction of its own, and who waits for it."""

    future: Future[Any]
    work: Callable[..., Any]
    arguments: tuple[Any, ...]


class Crew:
    """Threads that do pieces of work; `connect` gives each its connection."""

    def __init__(self, connect: Callable[[], PgDb], size: int, loop: asyncio.AbstractEventLoop) -> None:
        self._connect = connect
        self._loop = loop
        self._own = threading.local()
        self._dbs: list[PgDb] = []
        self._line = Line[Piece]()
        self._alone = threading.Lock()
        self._threads = ThreadPoolExecutor(size, "store")

    def do(self, work: Callable[..., Any], *arguments: Any, new: bool = False) -> asyncio.Future[Any]:
        """The future result of `work(db, *arguments)`, durable when it comes.

        What is `new` lets go before what was begun. Raises `StoreBusyError` where too much that is new waits.
        """
        future: Future[Any] = Future()
        with self._alone:
            self._line.put(Piece(future, work, arguments), new=new)
        self._threads.submit(self._next)
        return asyncio.wrap_future(future, loop=self._loop)

    def close(self) -> None:
        """Do what waits, then hang up."""
        self._threads.shutdown()
        for db in self._dbs:
            db.close()

    def _next(self) -> None:
        """Do the piece whose turn it is, whoever brought it."""
        with self._alone:
            piece = self._line.take()
        if not piece.future.set_running_or_notify_cancel():
            return
        try:
            result = self._do(piece.work, *piece.arguments)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is its caller's to hear
            piece.future.set_exception(error)
        else:
            piece.future.set_result(result)

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
