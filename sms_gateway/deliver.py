"""Step 7 of the way of a message: one deliverer a link, so that no link's trouble is another's."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog
from msgspec.structs import replace

from sms_gateway.metrics import Metrics
from sms_gateway.pace import Pace
from sms_gateway.redaction import places_of
from storage.errors import StoreError
from storage.links import LinkNote
from storage.records import ClaimedMt, MtState, SendResult

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sms_gateway.channels.base import Channel
    from storage.store import Store

log = structlog.get_logger()

#: A message that the provider cannot take now is tried again after 15 s, then 30 s, and so on up to an hour.
FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 15, 3600
#: A line that cannot be reached is tried with one message after 1 s, then 2 s, and so on up to a minute.
LONGEST_DOWN_SECONDS = 60
#: In doubt, a delivery report has this long to settle it before the one more try.
DOUBT_SECONDS = 120
#: Without news, look for messages whose time has come.
IDLE_SECONDS = 1.0


@dataclass(slots=True)
class Deliverer:
    """Sends a link's messages, `pace` a second, each at most `tries` times (while the line is down, more)."""

    store: Store
    channel: Channel
    pace: float = 50.0
    in_flight: int = 32
    tries: int = 8
    now: Callable[[], int] = lambda: int(time.time())
    monotonic: Callable[[], float] = time.monotonic
    metrics: Metrics = field(default_factory=Metrics)
    idle_seconds: float = IDLE_SECONDS
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _sent: asyncio.Event = field(default_factory=asyncio.Event)
    _sends: set[asyncio.Task[None]] = field(default_factory=set)
    _results: list[SendResult] = field(default_factory=list)
    _claiming: asyncio.Future[list[ClaimedMt]] | None = None
    #: None while nobody delivers here.
    _pace: Pace | None = None
    _promised: int = 0
    _crowded: bool = False
    _outages: int = 0
    _noted: LinkNote | None = None
    _down_until: float = 0.0

    def notify(self) -> None:
        """Something was queued for this link."""
        self._wake.set()

    def promise(self, number: int) -> bool:
        """Keep room for messages that are about to be queued; where True, `hand_over` must follow."""
        if self._pace is None or self._outages or self._room(self._pace) < number:
            return False
        self._pace.spend(number)
        self._promised += number
        return True

    def hand_over(self, promised: int, claimed: Sequence[ClaimedMt]) -> None:
        """Send what was claimed of what was promised room; the rest waits in its line."""
        self._promised -= promised
        if self._pace is not None:
            self._pace.spend(len(claimed) - promised)
        self._begin(claimed)
        if self._pace is None or len(claimed) < promised:
            self._wake.set()

    @property
    def is_down(self) -> bool:
        """Whether the line could not be reached when it was last tried."""
        return self._outages > 0

    async def run(self) -> None:
        """Deliver until cancelled; then finish and record what is under way."""
        recorder = asyncio.create_task(self._record_forever())
        pace = self._pace = Pace(self.pace, self.monotonic)
        try:
            while True:
                self._wake.clear()
                room = self._room(pace)
                self._crowded = room == 0
                claimed = await self._claim(room) if room else 0
                pace.spend(claimed)
                if self._crowded:
                    await self._wait(self._seconds_to_room(pace))
                elif claimed < room:
                    await self._wait(self.idle_seconds)
        finally:
            await self._finish(recorder)

    async def _finish(self, recorder: asyncio.Task[None]) -> None:
        self._pace = None
        if self._claiming is not None:
            await self._start(self._claiming)
        while self._promised:
            self._wake.clear()
            await self._wake.wait()
        await asyncio.gather(*self._sends)
        recorder.cancel()
        await asyncio.gather(recorder, return_exceptions=True)
        await self._record()

    def _room(self, pace: Pace) -> int:
        """How many may be claimed now: what is claimed is sent at once, lest a crash put it in doubt."""
        free = self.in_flight - len(self._sends) - len(self._results) - self._promised
        if self._outages:
            return int(self.monotonic() >= self._down_until and free == self.in_flight)
        return max(0, min(free, pace.tokens()))

    def _seconds_to_room(self, pace: Pace) -> float:
        """Until the line is tried again, or the next token; a send that comes back wakes us before."""
        seconds = self._down_until - self.monotonic() if self._outages else pace.seconds_to_next()
        return seconds if seconds > 0 else self.idle_seconds

    async def _claim(self, room: int) -> int:
        """Start sending what is due; a claim under way is seen through even when we are told to stop."""
        self._claiming = asyncio.ensure_future(self.store.claim_mts(self.channel.link, room, self.now()))
        try:
            started = await self._start(asyncio.shield(self._claiming))
        except Exception:
            self._claiming = None  # it has failed, there is nothing to see through
            raise
        self._claiming = None
        return started

    async def _start(self, claiming: asyncio.Future[list[ClaimedMt]]) -> int:
        try:
            claimed = await claiming
        except StoreError as error:
            log.warning("claim refused", link=self.channel.link, error=type(error).__name__)
            return 0
        self._begin(claimed)
        return len(claimed)

    def _begin(self, claimed: Sequence[ClaimedMt]) -> None:
        for message in claimed:
            task = asyncio.create_task(self._send(message))
            self._sends.add(task)
            task.add_done_callback(self._sends.discard)

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(max(seconds, 0.001)):
                await self._wake.wait()
        except TimeoutError:
            pass

    async def _send(self, claimed: ClaimedMt) -> None:
        result = self._scheduled(claimed, await self._tried(claimed, self.now()))
        self._results.append(result)
        self._sent.set()

    async def _tried(self, claimed: ClaimedMt, now: int) -> SendResult:
        try:
            return await self.channel.send(claimed, now)
        except Exception as error:  # noqa: BLE001 - a fault in a channel must not end its link
            # No traceback: with its locals it would hold words of the message.
            fault, places = type(error).__name__, places_of(error)
            log.error("send failed", link=self.channel.link, mt=claimed.mt_id, error=fault, places=places)
            return SendResult(claimed.mt_id, MtState.UNKNOWN, self.now(), error=fault)

    def _scheduled(self, claimed: ClaimedMt, result: SendResult) -> SendResult:
        """When the message is tried again, or that it is given up."""
        if result.state is MtState.UNKNOWN:
            return replace(result, retry_at=result.at + DOUBT_SECONDS)
        if result.state is not MtState.QUEUED or result.retry_at:
            return result
        if result.line_down:
            return replace(result, retry_at=result.at + 1)
        if claimed.attempt >= self.tries:
            error = f"given up after {claimed.attempt} tries: {result.error}"
            return replace(result, state=MtState.FAILED, error=error, parked=True)
        return replace(result, retry_at=result.at + retry_seconds(claimed.attempt))

    async def _record_forever(self) -> None:
        while True:
            await self._sent.wait()
            self._sent.clear()
            if not await self._record():
                await asyncio.sleep(IDLE_SECONDS)
                self._sent.set()
            if self._crowded:
                self._wake.set()

    async def _record(self) -> bool:
        """Record what came back since the last time, in one transaction; where refused, with the next."""
        results = self._results[:]
        if not results:
            return True
        note = self._news(results)
        try:
            await self.store.record_sends(results, note)
        except Exception as error:  # noqa: BLE001 - whatever it is, what was sent must be recorded in the end
            log.warning("results not kept", link=self.channel.link, error=type(error).__name__)
            return False
        del self._results[: len(results)]
        self._noted = note or self._noted
        self.metrics.sent(self.channel.link, results)
        self._note_line(results)
        return True

    def _news(self, results: list[SendResult]) -> LinkNote | None:
        """How the line stands, where that is not what was kept of it last."""
        up = not all(result.line_down for result in results)
        error = next((result.error for result in results if result.error), "")
        if self._noted and self._noted.up is up and error in {"", self._noted.error}:
            return None
        return LinkNote(self.channel.link, up, results[-1].at, error)

    def _note_line(self, results: list[SendResult]) -> None:
        if not all(result.line_down for result in results):
            self._outages = 0
            return
        if not self._outages:
            log.warning("line down", link=self.channel.link, error=results[0].error)
        seconds = min(2**self._outages, LONGEST_DOWN_SECONDS)
        self._outages += 1
        self._down_until = self.monotonic() + seconds


def retry_seconds(attempt: int) -> int:
    """How long a message rests after its n-th try: doubling, and scattered against crowds."""
    longest = min(FIRST_RETRY_SECONDS << (attempt - 1), LONGEST_RETRY_SECONDS)
    return max(1, round(longest * random.uniform(0.5, 1.0)))  # noqa: S311 - no secret
