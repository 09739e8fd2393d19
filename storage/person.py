"""What is kept of one phone, and what became of a wish to have it erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from storage.records import Instruction, Rating, Session, ThreadMessage, Ticket, TicketEvent


@dataclass(frozen=True, slots=True)
class Person:
    """All of one phone; what belongs to a ticket stands under its reference.

    `wakeups` are (kind, when), `ussd_ends` (how, when).
    """

    session: Session
    messages: tuple[ThreadMessage, ...]
    tickets: tuple[Ticket, ...]
    events: Mapping[str, Sequence[TicketEvent]]
    ratings: Mapping[str, Rating]
    instructions: Mapping[str, Instruction]
    wakeups: tuple[tuple[str, int], ...]
    ussd_ends: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased, or why nothing was: messages `under_way`, tickets `still_open` or `on_hold`.

    `rows` are those of messages and conversation, `erased` the tickets whose words went, `held` those that
    are kept, and until when.
    """

    rows: int = 0
    erased: tuple[str, ...] = ()
    held: Mapping[str, int] = field(default_factory=dict)
    under_way: int = 0
    still_open: tuple[str, ...] = ()
    on_hold: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Whether anything was erased."""
        return not self.under_way and not self.still_open and not self.on_hold
