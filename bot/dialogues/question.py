"""An officer's question, asked when nothing else is open, and the reminder of one that was not answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asking import NEWS, about
from bot.dialogues.follow_up import ADDED
from bot.dialogues.receipt import SENSITIVE, named
from bot.requests import AddToTicket, AskText, GoTo, Say, TicketsOf
from bot.text import Reference
from storage.records import TicketState

if TYPE_CHECKING:
    from bot.talk import Steps, Talk
    from storage.records import Ticket


def question(talk: Talk) -> Steps:
    """The officer's own words; the answer goes to the ticket. Of a sensitive one nothing is told."""
    ticket = named((yield TicketsOf()), talk.arguments["reference"])
    if ticket is None or ticket.state is not TicketState.WAITING:
        return None
    if ticket.motive == SENSITIVE:
        yield Say(NEWS(reference=Reference(ticket.reference)))
        return None
    answer = (yield AskText("answer", about(ticket.reference, talk.arguments["words"]))).text
    yield AddToTicket("added", ticket.reference, answer, waiting=True, version=ticket.version)
    yield Say(ADDED(reference=Reference(ticket.reference)))
    return None


def reminder(talk: Talk) -> Steps:
    """The ticket still waits for the person, on the same question."""
    ticket = named((yield TicketsOf()), talk.arguments["reference"])
    return GoTo("follow_up", {"reference": ticket.reference}) if ticket and _waits(talk, ticket) else None


def _waits(talk: Talk, ticket: Ticket) -> bool:
    same = ticket.updated_at == talk.arguments["asked_at"]
    return same and ticket.state is TicketState.WAITING and ticket.motive != SENSITIVE
