"""How long an ended ticket may be taken up again."""

from __future__ import annotations

from console.rulebook import Rulebook
from storage.records import Outcome, Ticket


def still_open(ticket: Ticket, rules: Rulebook, now: int) -> bool:
    """Whether the ticket may be reopened; one that its person withdrew is filed anew."""
    return ticket.outcome is not Outcome.WITHDRAWN and now <= ticket.updated_at + rules.reopen_seconds
