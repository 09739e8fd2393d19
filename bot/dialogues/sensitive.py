"""Violence, abuse, corruption: filed at once, away from the unit named, with a receipt that tells nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogues.receipt import SENSITIVE, is_open, receipt
from bot.requests import AddToTicket, FileTicket, TicketsOf

if TYPE_CHECKING:
    from bot.talk import Steps, Talk


def sensitive(talk: Talk) -> Steps:
    """No question, no case, no region: a shared phone shows the receipt of any ticket, word for word.

    A further message goes to the ticket that is open already, and reads the same.
    """
    tickets = yield TicketsOf()
    known = next((ticket for ticket in tickets if ticket.motive == SENSITIVE and is_open(ticket)), None)
    if known is not None:
        yield AddToTicket("add", known.reference, talk.wish)
        yield receipt(talk, {"reference": known.reference, "due": known.due_at})
        return None
    yield receipt(talk, (yield FileTicket("file", "reclamation", SENSITIVE, talk.wish)))
    return None
