"""Steps 4 and 5 of the way of a message: understand and converse. Nothing is written here."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any, Protocol

from msgspec.structs import replace

from bot.engine import Engine, Reply, Wakeup, put_off
from bot.run import Need
from nlu.understanding import Parser, Understanding
from sms_gateway.composing import Composer
from sms_gateway.facts import Facts, TurnFacts
from sms_gateway.quiet import AWAKE_SECONDS, Quiet
from storage.records import ClaimedMo, MoKind, Session, Turn

#: A turn under way: it yields what it needs to know.
Steps = Generator[Need, Any, Reply]

CLOCK = Understanding("", tier="clock")


class ThinkerLostError(Exception):
    """Whoever thought about the message is gone; it may be asked again."""


class ThoughtFailedError(Exception):
    """Another process failed at the message; the text is the kind of what was raised there."""


class Thinking(Protocol):
    """Whoever makes of a claimed message the turn that answers it: this process, or another."""

    @property
    def ready(self) -> int:
        """How many processes take messages."""

    async def turn(self, claimed: ClaimedMo) -> Turn:
        """The turn, not kept yet; may be asked again for the same message."""


@dataclass(slots=True)
class Thinker:
    """Does it in this process; `deadline` is in seconds and for the parser alone."""

    parser: Parser
    engine: Engine
    facts: Facts
    composer: Composer
    draw_reference: Callable[[], str]
    deadline: float = 2.0
    quiet: Quiet = field(default_factory=Quiet)
    now: Callable[[], int] = lambda: int(time.time())

    @property
    def ready(self) -> int:
        """See `Thinking`."""
        return 1

    async def turn(self, claimed: ClaimedMo) -> Turn:
        """See `Thinking`."""
        heard = await self._heard(claimed)
        if isinstance(heard, int):
            return self.composer.screens.turned(claimed, heard, self.now())
        reply = await self._reply(claimed, heard)
        return self.composer.turn(claimed, reply, heard, self.now())

    async def _heard(self, claimed: ClaimedMo) -> Understanding | int:
        """What the message means; a number is the page to turn to."""
        kind = claimed.mo.kind
        if kind is MoKind.WAKEUP:
            return CLOCK
        meaning = self.composer.screens.meaning(claimed) if kind is MoKind.USSD else None
        return await self._understand(claimed.mo.text) if meaning is None else meaning

    async def _understand(self, text: str) -> Understanding:
        try:
            async with asyncio.timeout(self.deadline):
                return await self.parser.parse(text)
        except TimeoutError:
            return Understanding(text)

    async def _reply(self, claimed: ClaimedMo, heard: Understanding) -> Reply:
        now = self.now()
        facts = self.facts.of_turn(claimed.session, now)
        session = await facts.met(claimed.session)
        if claimed.mo.kind is MoKind.WAKEUP:
            wakeup = Wakeup.of(claimed.mo.external_id, claimed.mo.text)
            after = self._quiet_until(claimed, now)
            if after > now:
                return put_off(claimed.session, wakeup, after)
            return await _driven(self.engine.wake(session, wakeup, now, self.draw_reference), facts)
        return await _driven(self._steps(claimed, session, heard, now), facts)

    def _steps(self, claimed: ClaimedMo, session: Session, heard: Understanding, now: int) -> Steps:
        screen = claimed.mo.kind is MoKind.USSD
        return self.engine.reply_to(session, heard, now, self.draw_reference, screen=screen)

    def _quiet_until(self, claimed: ClaimedMo, now: int) -> int:
        if now - claimed.session.seen_at < AWAKE_SECONDS:
            return now
        return self.quiet.over_at(claimed.mo.recipient, now)


async def _driven(steps: Steps, facts: TurnFacts) -> Reply:
    """Drive the engine, looking up what it asks for."""
    try:
        need = next(steps)
        while True:
            try:
                answer = await facts.look_up(need)
            except Exception as error:  # noqa: BLE001 - handed on: the engine knows which of these it can speak about
                need = steps.throw(error)
            else:
                need = steps.send(answer)
    except StopIteration as done:
        reply: Reply = done.value
        return replace(reply, session=facts.remembered(reply.session))
