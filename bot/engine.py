"""One message, one turn: what it says and changes.

The engine does no I/O. `Engine.reply_to` is a generator: it yields the facts that it needs (`bot.run.Need`),
is sent their answers, and returns a `Reply`. What the registry cannot tell now is thrown in as
`RegistryUnavailableError`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.exchange import Exchange
from bot.reply import Reply
from bot.waking import Wakeup, Waking, put_off
from programmes.programme import Programme, RegistryUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from bot.run import Need
    from bot.talk import Dialogue
    from bot.wording import Wording
    from nlu.understanding import Intent, Understanding
    from storage.records import Session

__all__ = ["Engine", "Reply", "Wakeup", "put_off"]


@dataclass(frozen=True, slots=True)
class Engine:
    """The dialogues, the wishes that lead to them, and the words they speak in."""

    programme: Programme
    dialogues: Mapping[str, Dialogue]
    wishes: Mapping[Intent, str]
    wording: Wording

    def reply_to(
        self,
        session: Session,
        understanding: Understanding,
        now: int,
        draw_reference: Callable[[], str],
        *,
        screen: bool = False,
    ) -> Generator[Need, Any, Reply]:
        """The turn for one message; `draw_reference` gives a fresh ticket reference.

        On a `screen` the answer replaces what was read before, so an open question is asked in full with it.
        What was no message is understood as `bot.gestures` has it: a code dialled, the screen asked for anew.
        """
        exchange = Exchange(self, session, understanding, now, draw_reference, screen=screen)
        try:
            yield from exchange.converse()
        except RegistryUnavailableError:
            return exchange.not_reachable()
        return exchange.reply()

    def wake(
        self, session: Session, wakeup: Wakeup, now: int, draw_reference: Callable[[], str]
    ) -> Generator[Need, Any, Reply]:
        """The turn for a message from the clock; often it says nothing."""
        return Waking(self, session, wakeup, now, draw_reference).reply()
