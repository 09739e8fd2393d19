"""The writer: waiting work is done in groups on the event loop, each committed on a thread of its own.

The statements of a turn take some 130 microseconds; only COMMIT waits, for the disk. Where the statements
ran on a thread too, that thread and the loop handed Python's lock to each other at every statement, which
cost a turn more than its statements did (measured: docs/adr/0003). So the loop does them, and the thread does
nothing but COMMIT, without the lock.

A group is what waits when it is begun, however much a slow disk made wait; it holds the loop for a few
milliseconds at a time. A group in which nothing fails, as most do, is one plain transaction. Where a piece
fails the group is taken back and done again with a savepoint around each piece, so that a failing piece takes
back only itself. Nobody hears of success before COMMIT returns.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from storage.errors import StoreClosedError
from storage.line import Line
from storage.sqlite.connection import BUSY_MILLISECONDS, SqliteDb
from storage.sqlite.group import Group
from storage.sqlite.pieces import Piece

MOST_IN_GROUP = 512
#: How long a group may hold the loop before all else that is ready has its go.
HOLD_SECONDS = 0.005
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
        self._line = Line[Piece]()
        self._idle = asyncio.Event()
        self._idle.set()
        self._busy_since = 0.0
        self._closed = False
        self._committer = ThreadPoolExecutor(1, "store-commit")
        db.execute("PRAGMA busy_timeout = 0")  # the loop does not wait for a lock; `_put_off` does

    def do(self, work: Callable[..., Any], *arguments: Any, new: bool = False) -> asyncio.Future[Any]:
        """The future result of `work(db, *arguments)`, durable when it comes; call from the event loop.

        `work` may be done twice, of which only one is kept: it has no other effect than on `db`. What is
        `new` lets go before what was begun. Raises `StoreBusyError` where too much that is new waits.
        """
        if self._closed:
            raise StoreClosedError
        future = self._loop.create_future()
        self._line.put(Piece(future, work, arguments), new=new)
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
        """Do what waits and have it committed; rest where nothing waits."""
        if self._line:
            self._begin(self._taken())
        else:
            self._idle.set()

    def _taken(self) -> Group:
        return Group([self._line.take() for _place in range(min(len(self._line), MOST_IN_GROUP))])

    def _begin(self, group: Group) -> None:
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            if not self._put_off(group, error):
                self._refuse_all(group, error)
            return
        self._busy_since = 0.0
        self._go_on(group)

    def _go_on(self, group: Group) -> None:
        """Do pieces for as long as the loop may be held; in the end, COMMIT."""
        try:
            done = group.go_on(self._db, time.monotonic() + HOLD_SECONDS)
        except Exception as error:  # noqa: BLE001 - apart, the group finds out whose it is
            self._roll_back()
            if group.apart:
                self._refuse_all(group, error)
            else:
                group.part()
                self._begin(group)
            return
        if not done:
            self._loop.call_soon(self._go_on, group)
            return
        commit = self._loop.run_in_executor(self._committer, self._db.execute, "COMMIT")
        commit.add_done_callback(partial(self._committed, group))

    def _committed(self, group: Group, commit: asyncio.Future[Any]) -> None:
        error = commit.exception()
        if isinstance(error, Exception):
            self._roll_back()
            group.refuse(error)
        else:
            group.resolve()
        self._loop.call_later(GATHER_SECONDS, self._next)

    def _put_off(self, group: Group, error: sqlite3.Error) -> bool:
        """Where another process holds the file, try again soon; False where it has been held for too long."""
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
            return False
        self._busy_since = self._busy_since or time.monotonic()
        if time.monotonic() - self._busy_since > BUSY_MILLISECONDS / 1000:
            return False
        self._loop.call_later(BUSY_PAUSE_SECONDS, self._begin, group)
        return True

    def _refuse_all(self, group: Group, error: Exception) -> None:
        """Nothing of what waits was kept, and its callers hear so."""
        self._busy_since = 0.0
        group.refuse(error)
        while self._line:
            self._taken().refuse(error)
        self._loop.call_soon(self._next)

    def _roll_back(self) -> None:
        with contextlib.suppress(sqlite3.Error):  # the next BEGIN tells
            if self._db.connection.in_transaction:
                self._db.execute("ROLLBACK")
