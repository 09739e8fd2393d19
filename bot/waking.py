"""What the clock brings: a story's pause, an answer that is owed, and what the service asks by itself.

What the service asks by itself waits until the conversation is idle, so that a `1` answers what the person
read last; it is then a dialogue like any other. A phone that said `stop` is asked only what its own ticket
needs.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from bot import owed
from bot.ending import END, FORGET, end_later, ended
from bot.exchange import Exchange
from bot.kept import Kept, let_go_of_old
from bot.reply import Reply
from bot.run import DivergedError, Need
from bot.service import STILL_NOT_REACHABLE
from bot.stage import PAUSE, Stage
from programmes.programme import RegistryUnavailableError
from storage.records import NewWakeup, Session

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from bot.engine import Engine

    Woken = Generator[Need, Any, Reply]

#: So long after the person's last message an open question is no longer being answered.
IDLE_SECONDS = 15 * 60
#: Where the registry is away, a question that the service asks by itself waits.
AWAY_SECONDS = 3600

#: What the service asks by itself: a wakeup's kind names the dialogue.
ASKED = frozenset({"helped", "news", "question", "reminder", "satisfaction"})
#: What goes in spite of `stop`: an officer's question belongs to a ticket that the person filed, and that
#: somebody files for a household is not kept from it.
IN_SPITE_OF_STOP = frozenset({"helped", "question"})


class Wakeup(Struct, frozen=True):
    """A fired wakeup: its unique key, its kind, and what it is about."""

    key: str
    kind: str
    about: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, key: str, text: str) -> Wakeup:
        """From the message that the store made of it."""
        kind, _space, about = text.partition(" ")
        return cls(key, kind, json.loads(about) if about else {})


class Waking:
    """One turn that the clock began."""

    def __init__(
        self, engine: Engine, session: Session, wakeup: Wakeup, now: int, draw_reference: Callable[[], str]
    ) -> None:
        self._engine = engine
        self._session = session
        self._wakeup = wakeup
        self._now = now
        self._draw_reference = draw_reference
        self._stage = Stage(engine, session, "", now, draw_reference)

    def reply(self) -> Woken:
        """What comes of it; often nothing, where it is no longer wanted."""
        kind = self._wakeup.kind
        if kind == owed.OWED:
            return (yield from self._answer_owed())
        if kind == PAUSE:
            yield from self._ask_paused()
        elif kind in {END, FORGET}:
            self._end(kind)
        elif kind in ASKED:
            yield from self._ask(kind)
        return self._done(self._stage.reply())

    def _done(self, reply: Reply) -> Reply:
        """The person was not seen; but where something was asked, the question is as old as this turn."""
        asked_at = self._now if reply.texts else self._session.asked_at
        return replace(
            reply, session=replace(reply.session, seen_at=self._session.seen_at, asked_at=asked_at)
        )

    def _end(self, kind: str) -> None:
        """Nobody goes on with it: nothing is said."""
        effects = self._stage.effects
        effects.session = (ended if kind == END else let_go_of_old)(self._session, self._now)
        if kind == END:
            end_later(effects, self._now)

    def _ask_paused(self) -> Generator[Need, Any, None]:
        """The person has written all: the question that waited for it is asked."""
        if self._session.dialogue is None or self._session.seen_at != self._wakeup.about["seen_at"]:
            return
        kept = Kept.of(self._session)
        try:
            self._stage.ask((yield from self._stage.replay(kept)))
        except DivergedError:
            yield from self._stage.start_over(kept)
        except RegistryUnavailableError:
            self._later(self._now + AWAY_SECONDS)

    def _answer_owed(self) -> Woken:
        debt, stage = self._session.owed, self._stage
        if debt is None or debt["since"] != self._wakeup.about["since"]:
            return stage.reply()
        if not owed.is_wanted(self._session, debt):
            stage.update(owed=None)
            return stage.reply()
        if debt["wish"] is not None and not self._idle():
            self._later(self._session.seen_at + IDLE_SECONDS)
            return stage.reply()
        session = replace(self._session, owed=None)
        exchange = Exchange(self._engine, session, owed.heard_in(debt), self._now, self._draw_reference)
        try:
            yield from exchange.converse()
        except RegistryUnavailableError:
            return self._done(self._owe_on(debt))
        return self._done(exchange.reply())

    def _owe_on(self, debt: dict[str, Any]) -> Reply:
        """Another try later, or an honest word."""
        debt = {**debt, "tries": debt["tries"] + 1}
        if owed.schedule(self._stage.effects, debt, self._now):
            self._stage.update(owed=debt)
        else:
            self._stage.update(owed=None)
            self._stage.tell(STILL_NOT_REACHABLE)
        return self._stage.reply()

    def _ask(self, kind: str) -> Generator[Need, Any, None]:
        if self._session.opted_out and kind not in IN_SPITE_OF_STOP:
            return
        if not self._idle():
            self._later(max(self._session.seen_at, self._session.asked_at) + IDLE_SECONDS)
            return
        try:
            run = self._stage.run(kind, self._wakeup.about)
            yield from run.drive()
            if run.prompt or run.said or run.result:  # else there is nothing left to ask
                self._stage.put_aside()
                yield from self._stage.settle(run)
        except RegistryUnavailableError:
            self._stage = Stage(self._engine, self._session, "", self._now, self._draw_reference)
            self._later(self._now + AWAY_SECONDS)

    def _idle(self) -> bool:
        """Whether nothing is being answered: no open question, or one left alone for a while."""
        last = max(self._session.seen_at, self._session.asked_at)
        return self._session.dialogue is None or self._now - last >= IDLE_SECONDS

    def _later(self, at: int) -> None:
        at = max(at, self._now + 1)
        self._stage.effects.wakeups.append(again(self._session, self._wakeup, at))


def put_off(session: Session, wakeup: Wakeup, at: int) -> Reply:
    """Nothing now; the same again at `at`."""
    return Reply(session, wakeups=(again(session, wakeup, at),))


def again(session: Session, wakeup: Wakeup, at: int) -> NewWakeup:
    """The same wakeup later, under a key of its own: each firing is a message."""
    key, _again, _at = wakeup.key.partition("~")
    return NewWakeup(f"{key}~{at}", at, session.phone, "", wakeup.kind, wakeup.about)
