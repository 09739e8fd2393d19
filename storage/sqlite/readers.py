"""The readers: what is asked at the same time is read in one go of a thread.

A hop from the loop to a thread and back costs ten times what a look-up costs, and an officer's page asks for
a dozen things at once. There are two threads with a connection each, so that whoever asks something long (a
search through all words) does not hold up the phones behind it.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from storage.errors import StoreClosedError
from storage.sqlite.connection import SqliteDb, refusal
from storage.sqlite.pieces import Outcome, Piece, resolve

#: What was read so long ago is told, although the group has more to read.
TOLD_AFTER_SECONDS = 0.001


class Readers:
    """Takes pieces that only read, all on the event loop; the databases are theirs alone from now on."""

    def __init__(self, dbs: Sequence[SqliteDb], loop: asyncio.AbstractEventLoop) -> None:
        self._dbs = tuple(dbs)
        self._resting = list(dbs)
        self._loop = loop
        self._waiting: deque[Piece] = deque()
        self._called = self._closed = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._threads = ThreadPoolExecutor(len(dbs), "store-reader")

    def ask(self, work: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
        """The future result of `work(db, *arguments)`; call from the event loop."""
        if self._closed:
            raise StoreClosedError
        future = self._loop.create_future()
        self._waiting.append(Piece(future, work, arguments))
        self._idle.clear()
        self._call()
        return future

    async def close(self) -> None:
        """Read what waits, then let go of the databases."""
        self._closed = True
        await self._idle.wait()
        await asyncio.to_thread(self._threads.shutdown)
        for db in self._dbs:
            db.close()

    def _call(self) -> None:
        """Begin once all that is asked in this pass of the loop is there."""
        if self._resting and not self._called:
            self._called = True
            self._loop.call_soon(self._begin)

    def _begin(self) -> None:
        self._called = False
        group = [piece for piece in self._waiting if not piece.future.cancelled()]
        self._waiting.clear()
        if group:
            self._threads.submit(self._read, self._resting.pop(), group)
        else:
            self._rest()

    def _read(self, db: SqliteDb, group: list[Piece]) -> None:
        """On a thread: read one after the other, and tell together what came together."""
        outcomes: list[Outcome] = []
        began = time.monotonic()
        for piece in group:
            outcomes.append(_outcome(db, piece))
            if time.monotonic() - began > TOLD_AFTER_SECONDS:
                self._loop.call_soon_threadsafe(resolve, outcomes)
                outcomes, began = [], time.monotonic()
        self._loop.call_soon_threadsafe(self._ended, db, outcomes)

    def _ended(self, db: SqliteDb, outcomes: list[Outcome]) -> None:
        self._resting.append(db)
        resolve(outcomes)
        if self._waiting:
            self._call()
        else:
            self._rest()

    def _rest(self) -> None:
        if len(self._resting) == len(self._dbs):
            self._idle.set()


def _outcome(db: SqliteDb, piece: Piece) -> Outcome:
    try:
        return Outcome(piece.future, piece.work(db, *piece.arguments), None)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is its caller's to hear
        return Outcome(piece.future, None, refusal(error))
