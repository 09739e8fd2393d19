"""The receipt of a ticket: one and the same for all, so that it tells nobody what a ticket is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.requests import Say
from bot.text import Day, Reference, _
from storage.records import Ticket, TicketState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.talk import Talk

RECEIPT = _("Registered: {reference}. Answer by {day}. Keep this number. To follow it, send it here.", wide=2)

SENSITIVE = "SENSITIVE"
_ENDED = {TicketState.NOTIFIED, TicketState.CLOSED}


def receipt(talk: Talk, filed: dict[str, Any]) -> Say:
    """What a filed ticket's answer reads like."""
    day = Day(talk.day_of(filed["due"]), talk.today)
    return Say(RECEIPT(reference=Reference(filed["reference"]), day=day))


def named(tickets: Iterable[Ticket], reference: str) -> Ticket | None:
    """The ticket of this reference among a phone's own."""
    return next((ticket for ticket in tickets if ticket.reference == reference), None)


def is_open(ticket: Ticket) -> bool:
    """Whether an answer is still to come, its own or that of the ticket with which it is answered."""
    return ticket.state not in _ENDED or (ticket.head is not None and ticket.outcome is None)
