"""What is counted of messages going one way, the same for every system under test."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from sms_gateway.bench.process import percentile

MILLI = 1000
#: After the end of a run: what is still under way may arrive, and what is doubled would.
SETTLE_SECONDS = 10.0
DOUBLED_SECONDS = 0.5


@dataclass(slots=True)
class Flow:
    """Messages of one way: `done` in `seconds`, each taking one of `times`; CPU in seconds, memory in MiB."""

    name: str
    done: int = 0
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0
    cpu: float = 0.0
    memory: float = 0.0

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.done / self.seconds if self.seconds else 0.0

    def milliseconds(self, share: float) -> float:
        """The time that this share of the messages kept to."""
        return MILLI * percentile(self.times, share)


class Window:
    """Keeps `active` messages under way: each that has arrived makes room for the next.

    `begin(number)` starts one; `arrived(number)` is called when it is where it should be. With `pace` the
    n-th is begun n/pace seconds after the start and timed from then, however long it had to wait for room.
    """

    def __init__(self, begin: Callable[[int], None], active: int, pace: float = 0.0) -> None:
        self._begin = begin
        self._active = active
        self._pace = pace
        self._last = 0
        self._began: dict[int, float] = {}
        self._seen: Counter[int] = Counter()
        self._times: list[float] = []
        self._start = self._end = 0.0
        self._idle = asyncio.Event()

    async def run(self, name: str, seconds: float) -> Flow:
        """Send for `seconds`, then wait for what is under way."""
        self._start = time.perf_counter()
        self._end = self._start + seconds
        while time.perf_counter() < self._end:
            self._fill()
            await asyncio.sleep(0.002)
        try:
            async with asyncio.timeout(SETTLE_SECONDS):
                await self._idle.wait()
        except TimeoutError:
            pass
        spent = time.perf_counter() - self._start
        await asyncio.sleep(DOUBLED_SECONDS)
        doubled = sum(count - 1 for count in self._seen.values())
        return Flow(name, len(self._times), spent, self._times, len(self._began), doubled)

    def arrived(self, number: int) -> None:
        """The message of this number is where it should be."""
        now = time.perf_counter()
        self._seen[number] += 1
        began = self._began.pop(number, None)
        if began is not None:
            self._times.append(now - began)
        if now < self._end:
            if not self._pace:
                self._fill()
        elif not self._began:
            self._idle.set()

    def _fill(self) -> None:
        now = time.perf_counter()
        while len(self._began) < self._active and now < self._end:
            due = self._start + self._last / self._pace if self._pace else now
            if due > now:
                return
            self._last += 1
            self._began[self._last] = due
            self._begin(self._last)
