"""The writer: waiting work is done in groups on the event loop, each committed on a thread of its own.

The statements of a turn take some 130 microseconds; only COMMIT waits, for the disk. Where the statements
ran on a thread too, that thread and the loop handed Python's lock to each other at every statement, which
cost a turn more than its statements did (measured: docs/adr/0003). So the loop does them, for a few
milliseconds at a time, and the thread does nothing but COMMIT, without the lock.

A group in which nothing fails, as most do, is one plain transaction. Where a piece fails the group is taken
back and done again with a savepoint around each piece, so that a failing piece takes back only itself.
Nobody hears of success before COMMIT returns.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from storage.errors import StoreClosedError
from storage.sqlite.connection import BUSY_MILLISECONDS, SqliteDb, refusal
from storage.sqlite.pieces import Outcome, Piece, resolve

MOST_IN_GROUP = 512
#: How long a group may hold the loop.
GROUP_SECONDS = 0.005
#: How long a group gathers work before it is begun: each commit costs a thread's wake-up, its pages and a
#: sync, which at 400 turns a second were a third of a turn's CPU (measured: docs/adr/0003).
GATHER_SECONDS = 0.004
#: Another process (`recours officer add`) may hold the file for a moment.
BUSY_PAUSE_SECONDS = 0.01


class Writer:
    """Takes pieces of work, all on the event loop; `db` is its alone from now on."""

    def __init__(self, db: SqliteDb, loop: asyncio.AbstractEventLoop) -> None:
        self._db = db
        self._loop = loop
        self._waiting: deque[Piece] = deque()
        self._idle = asyncio.Event()
        self._idle.set()
        self._busy_since = 0.0
        self._closed = False
        self._committer = ThreadPoolExecutor(1, "store-commit")
        db.execute("PRAGMA busy_timeout = 0")  # the loop does not wait for a lock; `_put_off` does

    def do(self, work: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
        """The future result of `work(db, *arguments)`, durable when it comes; call from the event loop.

        `work` may be done twice, of which only one is kept: it has no other effect than on `db`.
        """
        if self._closed:
            raise StoreClosedError
        future = self._loop.create_future()
        self._waiting.append(Piece(future, work, arguments))
        if self._idle.is_set():
            self._idle.clear()
            self._loop.call_later(GATHER_SECONDS, self._next)
        return future

    async def close(self) -> None:
        """Do what waits, then stop."""
        self._closed = True
        await self._idle.wait()
        await asyncio.to_thread(self._committer.shutdown)

    def _next(self) -> None:
        """Do the next group and have it committed; rest where nothing waits."""
        if not self._waiting:
            self._idle.set()
            return
        try:
            self._db.execute("BEGIN IMMEDIATE")
            outcomes = self._together() or self._apart()
        except sqlite3.Error as error:
            self._roll_back()
            if not self._put_off(error):
                self._refuse_all(error)
            return
        self._busy_since = 0.0
        commit = self._loop.run_in_executor(self._committer, self._db.execute, "COMMIT")
        commit.add_done_callback(partial(self._committed, outcomes))

    def _committed(self, outcomes: list[Outcome], commit: asyncio.Future[Any]) -> None:
        error = commit.exception()
        if isinstance(error, Exception):
            self._roll_back()
            outcomes = [Outcome(future, None, refusal(error)) for future, _result, _error in outcomes]
        resolve(outcomes)
        self._loop.call_later(GATHER_SECONDS, self._next)

    def _together(self) -> list[Outcome] | None:
        """Do what waits, for as long as a group may take; where a piece fails nothing is kept, and None."""
        outcomes: list[Outcome] = []
        end = time.monotonic() + GROUP_SECONDS
        group = self._waiting
        try:
            for future, work, arguments in group:
                outcomes.append(Outcome(future, work(self._db, *arguments), None))
                if len(outcomes) == MOST_IN_GROUP or time.monotonic() > end:
                    break
        except Exception:  # noqa: BLE001 - `_apart` finds out whose it is
            self._roll_back()
            return None
        for _piece in outcomes:
            group.popleft()
        return outcomes

    def _apart(self) -> list[Outcome]:
        """Do what waits with a savepoint around each piece; what fails takes back itself alone."""
        self._db.execute("BEGIN IMMEDIATE")
        group = [self._waiting[at] for at in range(min(len(self._waiting), MOST_IN_GROUP))]
        outcomes = [self._attempt(piece) for piece in group]
        for _piece in outcomes:
            self._waiting.popleft()
        return outcomes

    def _attempt(self, piece: Piece) -> Outcome:
        execute = self._db.execute
        execute("SAVEPOINT piece")
        try:
            result = piece.work(self._db, *piece.arguments)
        except Exception as error:  # whatever it is, it is its caller's to hear
            if not self._db.connection.in_transaction:
                if isinstance(error, sqlite3.OperationalError):  # a full disk takes the transaction with it
                    raise
                raise sqlite3.OperationalError("the transaction is gone") from error
            execute("ROLLBACK TO piece")
            execute("RELEASE piece")
            return Outcome(piece.future, None, refusal(error))
        execute("RELEASE piece")
        return Outcome(piece.future, result, None)

    def _put_off(self, error: sqlite3.Error) -> bool:
        """Where another process holds the file, try again soon; False where it has been held for too long."""
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
            return False
        self._busy_since = self._busy_since or time.monotonic()
        if time.monotonic() - self._busy_since > BUSY_MILLISECONDS / 1000:
            return False
        self._loop.call_later(BUSY_PAUSE_SECONDS, self._next)
        return True

    def _refuse_all(self, error: sqlite3.Error) -> None:
        """Nothing of what waits was kept, and its callers hear so."""
        self._busy_since = 0.0
        refused = [Outcome(piece.future, None, refusal(error)) for piece in self._waiting]
        self._waiting.clear()
        resolve(refused)
        self._loop.call_soon(self._next)

    def _roll_back(self) -> None:
        with contextlib.suppress(sqlite3.Error):  # the next BEGIN tells
            if self._db.connection.in_transaction:
                self._db.execute("ROLLBACK")
