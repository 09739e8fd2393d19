"""Asking for an officer: a ticket of its own, once, and when a call is safe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogues.call import ask_hour, receipt_and_call
from bot.dialogues.receipt import is_open
from bot.requests import CasesOf, Choose, FileTicket, GoTo, Keep, Option, Say, TicketsOf
from bot.text import Reference, _
from nlu.understanding import Intent

if TYPE_CHECKING:
    from bot.talk import Steps, Talk

OFFER = _("Do you want an officer to call you?")
YES = Option("officer", _("Yes"), Intent.SPEAK_TO_OFFICER)
ALREADY_ASKED = _("An officer has your request {reference} already.")

MOTIVE = "INFORMATION"


def officer(talk: Talk) -> Steps:
    """Works without the registry: who cannot be helped by it needs an officer most."""
    tickets = yield TicketsOf()
    asked = next((ticket for ticket in tickets if ticket.motive == MOTIVE and is_open(ticket)), None)
    if (yield Keep("asked_before", asked is not None)) and asked is not None:
        yield Say(ALREADY_ASKED(reference=Reference(asked.reference)))
        yield from ask_hour(talk, asked.reference, asked.subject)
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
    yield from receipt_and_call(talk, filed, {})
    return None


def offer_officer(_talk: Talk) -> Steps:
    """Where the service is at its wits' end."""
    yield Choose("offer", (OFFER,), (YES,), yes="officer")
    return GoTo("officer")
