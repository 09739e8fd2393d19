"""The writer: one thread that commits waiting work in groups.

A group in which nothing fails, as most do, is one plain transaction. Where a piece fails the group is taken
back and done again with a savepoint around each piece, so that a failing piece takes back only itself (a
savepoint around every piece of every group would cost a turn 20 of 160 microseconds: measured). Nobody hears
of success before COMMIT returns; then the whole group is told in one hop to the event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple

from storage.errors import StoreClosedError
from storage.sqlite.connection import Db, refusal

MOST_IN_GROUP = 512


class Piece(NamedTuple):
    """Work to do in the writer's transaction, and who waits for it."""

    future: asyncio.Future[Any]
    work: Callable[..., Any]
    arguments: tuple[Any, ...]


class Outcome(NamedTuple):
    """What became of a piece: a result or an error."""

    future: asyncio.Future[Any]
    result: Any
    error: Exception | None


class Writer:
    """Takes pieces of work from the event loop and does them on its own thread."""

    def __init__(self, db: Db, loop: asyncio.AbstractEventLoop) -> None:
        self._db = db
        self._loop = loop
        self._queue: SimpleQueue[Piece | None] = SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)
        self._thread.start()

    def do(self, work: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
        """The future result of `work(db, *arguments)`, durable when it comes; call from the event loop.

        `work` may be done twice, of which only one is kept: it has no other effect than on `db`.
        """
        if self._closed:
            raise StoreClosedError
        future = self._loop.create_future()
        self._queue.put(Piece(future, work, arguments))
        return future

    async def close(self) -> None:
        """Do what waits, then stop."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _work(self) -> None:
        going = True
        while going:
            group, going = self._next_group()
            if group:
                self._tell(self._commit(group))

    def _next_group(self) -> tuple[list[Piece], bool]:
        """Wait for a piece, then take all that waits; False at the end."""
        group: list[Piece] = []
        piece = self._queue.get()
        while piece is not None:
            group.append(piece)
            if len(group) == MOST_IN_GROUP:
                return group, True
            try:
                piece = self._queue.get_nowait()
            except Empty:
                return group, True
        return group, False

    def _commit(self, group: list[Piece]) -> list[Outcome]:
        try:
            return self._together(group) or self._apart(group)
        except sqlite3.Error as error:
            self._roll_back()
            return [Outcome(piece.future, None, refusal(error)) for piece in group]

    def _together(self, group: list[Piece]) -> list[Outcome] | None:
        """Commit a group in which every piece succeeds; otherwise keep nothing, and None."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            outcomes = [
                Outcome(future, work(self._db, *arguments), None) for future, work, arguments in group
            ]
        except Exception:  # noqa: BLE001 - `_apart` finds out whose it is
            self._roll_back()
            return None
        self._db.execute("COMMIT")
        return outcomes

    def _apart(self, group: list[Piece]) -> list[Outcome]:
        """Commit what succeeds of a group."""
        self._db.execute("BEGIN IMMEDIATE")
        outcomes = [self._attempt(piece) for piece in group]
        self._db.execute("COMMIT")
        return outcomes

    def _attempt(self, piece: Piece) -> Outcome:
        execute = self._db.execute
        execute("SAVEPOINT piece")
        try:
            result = piece.work(self._db, *piece.arguments)
        except Exception as error:  # whatever it is, it is its caller's to hear
            if not self._db.connection.in_transaction:
                raise sqlite3.OperationalError("the transaction is gone") from error
            execute("ROLLBACK TO piece")
            execute("RELEASE piece")
            return Outcome(piece.future, None, refusal(error))
        execute("RELEASE piece")
        return Outcome(piece.future, result, None)

    def _roll_back(self) -> None:
        with contextlib.suppress(sqlite3.Error):  # the next BEGIN tells
            if self._db.connection.in_transaction:
                self._db.execute("ROLLBACK")

    def _tell(self, outcomes: list[Outcome]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
            self._loop.call_soon_threadsafe(_resolve, outcomes)


def _resolve(outcomes: list[Outcome]) -> None:
    for future, result, error in outcomes:
        if future.done():
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)
