"""What is new, told to open pages as it happens: one question to the store a second, however many listen.

A listener keeps counts, never a list: who reads slowly hears less often, not later and later.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from console.access import sees
from storage.desk import News
from storage.errors import StoreError
from storage.records import Officer, Ticket
from storage.store import Store

TICK_SECONDS = 1.0
#: A page that missed more lines of history than this is told once that much changed.
MOST_MISSED = 500
MOST_LISTENERS, MOST_OF_ONE = 400, 4
#: Each page that is told fetches itself anew. On a day when tickets come every second, people's messages must
#: not wait for fifty pages at once: so many are told a second, the others in their turn.
TOLD_A_SECOND = 5


class CrowdedError(Exception):
    """As many pages are told as one process will tell."""


@dataclass(slots=True, eq=False)
class Listener:
    """An open page: whose it is, what it shows, and what happened that it was not told yet.

    `seen` is the newest line of history that it knows; a page with a `ticket` hears of that one alone, by
    its `mark`. `turn_at` is when it may be told (monotonic); None where nothing waits to be told.
    """

    officer: Officer
    token_hash: bytes
    seen: int
    ticket: Ticket | None = None
    mark: str = ""
    filed: int = 0
    changed: int = 0
    closed: bool = False
    turn_at: float | None = None
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, news: Sequence[News], last: int) -> None:
        """Count what is new for this officer."""
        for one in news:
            if one.number > self.seen and sees(self.officer, one):
                self.filed += one.filed
                self.changed += not one.filed
        if last - self.seen > MOST_MISSED:
            self.changed += 1
        self._know(last)

    def see(self, mark: str) -> None:
        """Note how the ticket stands."""
        if mark != self.mark:
            self.changed += 1
        self.mark = mark
        self._know(self.seen)

    def close(self) -> None:
        """Tell it nothing more."""
        self.closed = True
        self._woken.set()

    async def wait(self, seconds: float) -> None:
        """Until there is something to tell, or so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()

    def take(self) -> tuple[int, int] | None:
        """How many tickets were filed and changed since the last time; None for nothing."""
        told = self.filed, self.changed
        self.filed = self.changed = 0
        self.turn_at = None
        if not self.closed:
            self._woken.clear()
        return told if any(told) else None

    @property
    def has_news(self) -> bool:
        """Whether there is something to tell."""
        return bool(self.filed or self.changed)

    def _know(self, last: int) -> None:
        self.seen = max(self.seen, last)
        if self.has_news:
            self._woken.set()


class Pulse:
    """Asks the store what is new while anybody listens."""

    def __init__(self, store: Store, now: Callable[[], int]) -> None:
        self._store, self._now = store, now
        self._listeners: list[Listener] = []
        self._someone = asyncio.Event()
        self._last_turn = 0.0

    def join(self, listener: Listener) -> None:
        """Tell a page from now on; the oldest of too many of one session is let go. Raises `CrowdedError`."""
        own = [one for one in self._listeners if one.token_hash == listener.token_hash]
        for oldest in own[: max(0, len(own) + 1 - MOST_OF_ONE)]:
            oldest.close()
        if len(self._listeners) >= MOST_LISTENERS:
            raise CrowdedError
        self._listeners.append(listener)
        self._someone.set()

    def leave(self, listener: Listener) -> None:
        """Tell this page nothing more."""
        if listener in self._listeners:
            self._listeners.remove(listener)
        if not self._listeners:
            self._someone.clear()

    async def its_turn(self, listener: Listener, patience: float) -> bool:
        """Whether this page may be told; waits for its turn, not longer than `patience` seconds."""
        now = time.monotonic()
        if listener.turn_at is None:
            self._last_turn = listener.turn_at = max(now, self._last_turn + 1 / TOLD_A_SECOND)
        await asyncio.sleep(min(patience, max(0.0, listener.turn_at - now)))
        return time.monotonic() >= listener.turn_at

    def close(self, token_hash: bytes | None = None) -> None:
        """End the pages of a session, of all where none is named."""
        for listener in self._listeners:
            if token_hash in {None, listener.token_hash}:
                listener.close()

    async def run(self) -> None:
        """Ask and tell until cancelled."""
        while True:
            await self._someone.wait()
            with suppress(StoreError):  # a store that cannot read says so on every page
                await self._look()
            await asyncio.sleep(TICK_SECONDS)

    async def _look(self) -> None:
        last = await self._store.last_news()
        queues = [one for one in self._listeners if one.ticket is None]
        behind = [one.seen for one in queues if last - MOST_MISSED <= one.seen < last]
        news = await self._store.news(min(behind), last) if behind else []
        for listener in queues:
            listener.hear(news, last)
        await asyncio.gather(*(self._see(one) for one in self._listeners if one.ticket is not None))

    async def _see(self, listener: Listener) -> None:
        if ticket := listener.ticket:
            login, now = listener.officer.login, self._now()
            listener.see(await self._store.ticket_mark(ticket.reference, ticket.phone, login, now))
