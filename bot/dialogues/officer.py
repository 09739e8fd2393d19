"""Asking for an officer: a ticket of its own, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogues.receipt import is_open, receipt
from bot.requests import CasesOf, Choose, FileTicket, GoTo, Option, Say, TicketsOf
from bot.text import Reference, _
from nlu.understanding import Intent

if TYPE_CHECKING:
    from bot.talk import Steps, Talk

OFFER = _("Do you want an officer to call you?")
YES = Option("officer", _("Yes"), Intent.SPEAK_TO_OFFICER)
ALREADY_ASKED = _("An officer has your request {reference} already.")
WILL_CALL = _("An officer will call you.")

MOTIVE = "INFORMATION"


def officer(talk: Talk) -> Steps:
    """Works without the registry: who cannot be helped by it needs an officer most."""
    tickets = yield TicketsOf()
    asked = next((ticket for ticket in tickets if ticket.motive == MOTIVE and is_open(ticket)), None)
    if asked is not None:
        yield Say(ALREADY_ASKED(reference=Reference(asked.reference)))
        return None
    cases = yield CasesOf(or_none=True)
    case = cases[0] if len(cases) == 1 else None
    filed = yield FileTicket(
        id="file",
        nature="information",
        motive=MOTIVE,
        story=talk.wish,
        case_id=case.case_id if case else None,
        region=case.region if case else None,
    )
    yield Say(WILL_CALL)
    yield receipt(talk, filed)
    return None


def offer_officer(_talk: Talk) -> Steps:
    """Where the service is at its wits' end."""
    yield Choose("offer", (OFFER,), (YES,), yes="officer")
    return GoTo("officer")
