"""Violence, abuse, corruption: filed at once, away from the unit named, with a receipt that tells nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogues.call import receipt_and_call
from bot.dialogues.receipt import SENSITIVE, is_open
from bot.requests import AddToTicket, FileTicket, Keep, TicketsOf
from storage.records import TicketState

if TYPE_CHECKING:
    from bot.talk import Steps, Talk
    from storage.records import Ticket


def sensitive(talk: Talk) -> Steps:
    """Filed before any question, without case or region: neither the unit named nor the phone's screen tells.

    A further message goes to the ticket that is open already, and reads the same.
    """
    tickets: tuple[Ticket, ...] = yield TicketsOf()
    mine = {ticket.reference: ticket for ticket in tickets if _takes_words(ticket)}
    known: str | None = yield Keep("known", next(iter(mine), None))
    if known in mine:
        ticket = mine[known]
        waiting = ticket.state is TicketState.WAITING  # the person's own words end an officer's wait
        yield AddToTicket("add", known, talk.wish, waiting=waiting, version=ticket.version)
        filed = {"reference": known, "due": ticket.due_at}
    else:
        filed = yield FileTicket("file", "reclamation", SENSITIVE, talk.wish)
    yield from receipt_and_call(talk, filed, tickets)
    return None


def _takes_words(ticket: Ticket) -> bool:
    return ticket.motive == SENSITIVE and is_open(ticket) and ticket.head is None
