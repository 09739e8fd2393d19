"""The broom: forgets by age, quietly, in small batches with rests between them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import structlog

from storage.errors import StoreError
from storage.records import AuditEntry
from storage.retention import DAY, Periods, RetentionStore

log = structlog.get_logger()

#: A batch holds the loop for a few milliseconds; the rest of a tenth of a second is the messages'.
BATCH, REST_SECONDS = 100, 0.1
ROUND_SECONDS = 3600.0
ACTOR = "service"


@dataclass(slots=True)
class Broom:
    """Keeps a store to its periods; `swept` tells what each round forgot, by kind or motive."""

    store: RetentionStore
    periods: Periods
    now: Callable[[], int] = lambda: int(time.time())
    rest: float = REST_SECONDS
    who: str = ACTOR

    async def run(self) -> None:
        """A round now and then until cancelled."""
        while True:
            try:
                swept = await self.sweep()
                if any(swept.values()):
                    log.info("forgotten by age", rows=sum(swept.values()))
            except StoreError as error:
                log.error("nothing forgotten", error=type(error).__name__)
            await asyncio.sleep(ROUND_SECONDS)

    async def sweep(self) -> dict[str, int]:
        """One round over everything; how much of each was forgotten."""
        swept: dict[str, int] = {}
        async for what, forgotten in self._batches():
            swept[what] = swept.get(what, 0) + forgotten
            await asyncio.sleep(self.rest)
        if any(swept.values()):
            await self.store.settle()
        return swept

    async def _batches(self) -> AsyncIterator[tuple[str, int]]:
        for motive in await self.store.ended_motives():
            if days := self.periods.of_motive(motive):
                async for forgotten in self._tickets(motive, days):
                    yield motive, forgotten
        if self.periods.messages:
            for kind in ("mo", "mt"):
                async for forgotten in self._messages(kind):
                    yield "messages", forgotten
        if self.periods.conversations:
            async for forgotten in self._conversations():
                yield "conversations", forgotten

    def _before(self, days: int) -> int:
        return self.now() - days * DAY

    async def _tickets(self, motive: str, days: int) -> AsyncIterator[int]:
        entry = AuditEntry(self.now(), self.who, "tickets.forgotten", "tickets")
        while True:
            swept = await self.store.forget_tickets(motive, self._before(days), BATCH, entry)
            yield swept.forgotten
            if swept.place is None:
                return

    async def _messages(self, kind: str) -> AsyncIterator[int]:
        place: int | bytes | None = 0
        while isinstance(place, int):
            swept = await self.store.forget_messages(kind, place, self._before(self.periods.messages), BATCH)
            yield swept.forgotten
            place = swept.place

    async def _conversations(self) -> AsyncIterator[int]:
        place: int | bytes | None = b""
        while isinstance(place, bytes):
            before = self._before(self.periods.conversations)
            swept = await self.store.forget_conversations(place, before, BATCH)
            yield swept.forgotten
            place = swept.place
