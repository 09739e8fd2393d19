"""How long an ended ticket may be taken up again."""

from __future__ import annotations

from console.rulebook import Rulebook
from storage.records import Outcome, Ticket


def due_again(ticket: Ticket, rules: Rulebook, at: int) -> int:
    """When a reopened ticket is to be answered: one that was merged and not answered keeps its day."""
    return ticket.due_at if ticket.head and ticket.outcome is None else rules.due_at(ticket.motive, at)


def still_open(ticket: Ticket, rules: Rulebook, now: int) -> bool:
    """Whether the ticket may be reopened; one that its person withdrew is filed anew."""
    return ticket.outcome is not Outcome.WITHDRAWN and now <= ticket.updated_at + rules.reopen_seconds
