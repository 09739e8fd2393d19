"""Steps 3 and 6 of the way of a message: claim it, and commit what was thought of it (thinking.py)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.engine import Reply
from nlu.understanding import Understanding
from sms_gateway.composing import Composer
from sms_gateway.flood import Flood, Verdict
from sms_gateway.handover import Handover
from sms_gateway.metrics import Metrics
from sms_gateway.redaction import places_of
from sms_gateway.thinking import ThinkerLostError, Thinking, ThoughtFailedError
from storage.errors import ReferenceTakenError, SessionMovedError, StoreError, TicketMovedError
from storage.records import Accepted, ClaimedMo, MoKind, MoMessage, Screen, Turn
from storage.store import Store

log = structlog.get_logger()

#: Turns under way at once, and messages claimed in one go.
MOST_TURNS, BATCH = 256, 64
#: A message that fails this often is answered with an apology and put aside.
MOST_ATTEMPTS = 5
CRASHED = "crashed"
FLOOD = Understanding("", tier="flood")
MOST_REDRAWS = 5
#: Without news, look for messages whose retry has come due.
IDLE_SECONDS = 1.0


@dataclass(slots=True)
class Converser:
    """Gives each accepted message its turn; one in flight per phone is the store's promise."""

    store: Store
    thinking: Thinking
    composer: Composer
    flood: Flood
    handover: Handover = field(default_factory=Handover)
    now: Callable[[], int] = lambda: int(time.time())
    metrics: Metrics = field(default_factory=Metrics)
    idle_seconds: float = IDLE_SECONDS
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _turns: set[asyncio.Task[Screen | None]] = field(default_factory=set)
    #: Messages may wait that came before, or nobody converses here: who comes now is accepted, no more.
    _backlog: bool = True

    def notify(self) -> None:
        """A message waits to be claimed."""
        self._wake.set()

    async def run(self) -> None:
        """Converse until cancelled; then finish the turns under way."""
        try:
            while True:
                self._wake.clear()
                claimed = await self._claim()
                for message in claimed:
                    self.take(message)
                if not (claimed and self._backlog):
                    await self._wait()
        finally:
            self._backlog = True
            await asyncio.gather(*self._turns, return_exceptions=True)

    async def _claim(self) -> list[ClaimedMo]:
        room = min(BATCH, MOST_TURNS - len(self._turns))
        if room <= 0:
            self._backlog = True
            return []
        try:
            claimed = await self.store.claim_mos(room, self.now())
        except StoreError as error:
            log.error("claim refused", error=type(error).__name__)
            return []
        self._backlog = len(claimed) == room
        return claimed

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self.idle_seconds):
                await self._wake.wait()
        except TimeoutError:
            pass

    async def accept(self, mo: MoMessage) -> Accepted:
        """Keep a message; where there is a place and nobody waits for one, its turn begins at once."""
        if self._backlog or len(self._turns) >= MOST_TURNS:
            accepted = await self.store.accept_mo(mo)
            self._backlog = True
            self._wake.set()
            return accepted
        kept: asyncio.Future[Accepted] = asyncio.get_running_loop().create_future()
        self._begin(self._accepted_turn(mo, kept))
        return await kept

    async def _accepted_turn(self, mo: MoMessage, kept: asyncio.Future[Accepted]) -> None:
        """The turn goes on where who sent the message hangs up meanwhile."""
        try:
            accepted, claimed = await self.store.accept_and_claim(mo)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the sender's to hear
            if not kept.done():
                kept.set_exception(error)
            return
        if not kept.done():
            kept.set_result(accepted)
        if claimed is not None:
            await asyncio.sleep(0)  # the sender is answered first
            await self._timed_turn(claimed)

    def take(self, claimed: ClaimedMo) -> asyncio.Task[Screen | None]:
        """Begin a claimed message's turn; gives its screen where it has one, None where the turn failed."""
        return self._begin(self._timed_turn(claimed))

    def _begin(self, turn: Coroutine[Any, Any, Screen | None]) -> asyncio.Task[Screen | None]:
        task = asyncio.create_task(turn)
        self._turns.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Screen | None]) -> None:
        self._turns.discard(task)
        if self._backlog:
            self._wake.set()

    async def _timed_turn(self, claimed: ClaimedMo) -> Screen | None:
        began = time.perf_counter()
        try:
            return await self._turn_or_return(claimed)
        finally:
            self.metrics.took(time.perf_counter() - began)

    async def _turn_or_return(self, claimed: ClaimedMo) -> Screen | None:
        if claimed.attempt > MOST_ATTEMPTS:  # it was under way in that many crashes
            log.error("message given up", mo=claimed.mo_id, attempt=claimed.attempt, alert=True)
            await self._fail(claimed, CRASHED)
            return None
        try:
            return await self._turn(claimed)
        except (SessionMovedError, TicketMovedError) as moved:
            await self._give_back(claimed, type(moved).__name__, self.now())
        except (StoreError, ThinkerLostError) as error:
            log.error("turn not kept", mo=claimed.mo_id, error=type(error).__name__)
            await self._give_back(claimed, type(error).__name__, self.now() + 1)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not stop the others' turns
            fault = str(error) if isinstance(error, ThoughtFailedError) else type(error).__name__
            # No traceback: with its locals it would hold the person's words, however logs are written.
            log.error(
                "turn failed", mo=claimed.mo_id, attempt=claimed.attempt, error=fault, places=places_of(error)
            )
            await self._fail(claimed, fault)
        return None

    async def _turn(self, claimed: ClaimedMo) -> Screen | None:
        verdict = self._verdict(claimed)
        if verdict is not Verdict.ANSWER:
            return await self._keep(self._flooded(claimed, verdict))
        for _redraw in range(MOST_REDRAWS):
            try:
                return await self._keep(await self.thinking.turn(claimed))
            except ReferenceTakenError:
                continue
        raise ReferenceTakenError

    def _verdict(self, claimed: ClaimedMo) -> Verdict:
        """A message counts once, however often its turn is tried; the clock's are nobody's flood."""
        if claimed.attempt > 1 or claimed.mo.kind is MoKind.WAKEUP:
            return Verdict.ANSWER
        return self.flood.verdict(claimed.mo.sender, self.now(), claimed.mo.text)

    def _flooded(self, claimed: ClaimedMo, verdict: Verdict) -> Turn:
        """One polite word, then silence; a screen is never blank."""
        told = verdict is Verdict.WARN or claimed.mo.kind is MoKind.USSD
        texts = (self.composer.outgoing.slow_down(claimed.session),) if told else ()
        return self.composer.turn(claimed, Reply(claimed.session, texts), FLOOD, self.now())

    async def _keep(self, turn: Turn) -> Screen | None:
        committed = await self.handover.commit(self.store, turn)
        if committed.next_waits:
            self._wake.set()
        self.metrics.turned(turn.tier, turn.intent)
        return turn.screen

    async def _give_back(self, claimed: ClaimedMo, error: str, retry_at: int | None) -> None:
        try:
            await self.store.release_mo(claimed.mo_id, self.now(), error, retry_at)
        except Exception as fault:  # noqa: BLE001 - it stays claimed, and waits again after a restart
            log.error("message not given back", mo=claimed.mo_id, error=type(fault).__name__)
        self._wake.set()

    async def _fail(self, claimed: ClaimedMo, error: str) -> None:
        self.metrics.failed()
        if claimed.attempt < MOST_ATTEMPTS:
            await self._give_back(claimed, error, self.now() + 2**claimed.attempt)
            return
        await self._give_back(claimed, error, None)
        if claimed.mo.kind is MoKind.WAKEUP:  # the person asked nothing
            return
        try:
            await self.store.enqueue_mts(self.composer.outgoing.apology(claimed.mo, claimed.session))
            self.handover.notify(claimed.mo.link)
        except Exception as fault:  # noqa: BLE001 - as above: asyncio would log the error with its words
            log.error("apology not queued", mo=claimed.mo_id, error=type(fault).__name__)
