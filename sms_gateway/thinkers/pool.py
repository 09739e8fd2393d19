"""The thinkers of a service: a message goes to the one with least to do, and who ends is begun anew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from sms_gateway.settings import Settings
from sms_gateway.thinkers.process import Process
from sms_gateway.thinkers.storing import TurnStore
from sms_gateway.thinking import ThinkerLostError
from storage.records import ClaimedMo, Turn

log = structlog.get_logger()

LOOK_SECONDS = 1.0
GLANCE_SECONDS = 0.05
#: Twice what the slowest registry and the slowest parser may take together.
LONGEST_SECONDS = 20.0


class Pool:
    """`Thinking` by other processes."""

    def __init__(self, settings: Settings, store: TurnStore, number: int) -> None:
        self._settings, self._store = settings, store
        self.processes = [Process(settings, store) for _one in range(number)]

    async def turn(self, claimed: ClaimedMo) -> Turn:
        """See `Thinking`. Raises `ThinkerLostError`, also where none is ready for long."""
        process = await self._one_ready()
        return await process.turn(claimed)

    async def _one_ready(self) -> Process:
        """Where none is, one is being begun: to wait for it costs the message no attempt."""
        for _look in range(round(LONGEST_SECONDS / GLANCE_SECONDS)):
            if ready := self._ready():
                return min(ready, key=lambda process: process.load)
            await asyncio.sleep(GLANCE_SECONDS)
        raise ThinkerLostError

    @property
    def ready(self) -> int:
        """See `Thinking`."""
        return len(self._ready())

    def _ready(self) -> list[Process]:
        return [process for process in self.processes if process.is_ready]

    async def start(self) -> None:
        """Begin all. Raises `ThinkerLostError`."""
        await asyncio.gather(*(process.start() for process in self.processes))

    async def keep(self) -> None:
        """Begin anew who ended, end who hangs, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for at, process in enumerate(self.processes):
                if process.oldest_seconds > LONGEST_SECONDS:
                    log.error("thinker hangs", process=process.pid, alert=True)
                    process.kill()
                elif not process.is_ready:
                    await self._begin_anew(at)

    async def _begin_anew(self, at: int) -> None:
        log.error("thinker ended", process=self.processes[at].pid, alert=True)
        await self.processes[at].stop()
        self.processes[at] = Process(self._settings, self._store)
        try:
            await self.processes[at].start()
        except ThinkerLostError:
            log.error("thinker not begun")

    async def stop(self) -> None:
        """End all."""
        await asyncio.gather(*(process.stop() for process in self.processes))


@asynccontextmanager
async def pool(settings: Settings, store: TurnStore) -> AsyncIterator[Pool]:
    """The thinkers that the settings ask for, ended at the end. Raises `ThinkerLostError`."""
    thinkers = Pool(settings, store, settings.service.thinkers)
    try:
        await thinkers.start()
        keeping = asyncio.create_task(thinkers.keep())
        try:
            yield thinkers
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
    finally:
        await thinkers.stop()
