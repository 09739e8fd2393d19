"""Asking for an officer: a ticket of its own, once, and when a call is safe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.dialogues.call import ask_hour, receipt_and_call
from bot.dialogues.receipt import is_open
from bot.reading import TO_MENU
from bot.requests import CasesOf, Choose, FileTicket, GoTo, HelpedBy, Keep, Option, Say, TicketsOf
from bot.text import Reference, _
from nlu.topics import topic_of
from nlu.understanding import Intent
from storage.records import PROXY

if TYPE_CHECKING:
    from bot.talk import Steps, Talk
    from storage.records import Ticket

OFFER = _("Do you want an officer to call you?")
YES = Option("officer", _("Yes"), Intent.SPEAK_TO_OFFICER)
ALREADY_ASKED = _("An officer has your request {reference} already.")

MOTIVE, MY_DATA = "INFORMATION", "my_data"


def officer(talk: Talk) -> Steps:
    """Works without the registry: who cannot be helped by it needs an officer most."""
    tickets = yield TicketsOf()
    subject: dict[str, Any] = yield Keep("subject", _subject(talk))
    asked = next((ticket for ticket in tickets if is_open(ticket) and _is_about(ticket, subject)), None)
    if (yield Keep("asked_before", asked is not None)) and asked is not None:
        yield Say(ALREADY_ASKED(reference=Reference(asked.reference)))
        yield from ask_hour(talk, asked.reference, tickets)
        return None
    cases = yield CasesOf(or_none=True)
    case = cases[0] if len(cases) == 1 else None
    helped = () if case else (yield HelpedBy())
    if helped:  # about whom it asks is not said: its answer may hold no amount either
        subject = {**subject, PROXY: helped[0].proxy}
    filed = yield FileTicket(
        id="file",
        nature="information",
        motive=MOTIVE,
        story=talk.wish,
        case_id=case.case_id if case else None,
        region=case.region if case else None,
        subject=subject,
    )
    yield from receipt_and_call(talk, filed, tickets)
    return None


def _subject(talk: Talk) -> dict[str, str]:
    """Who wants to know or to have erased what we keep asks an officer, who first makes sure who asks."""
    about = topic_of(talk.wish, {MY_DATA})
    return {"about": about} if about else {}


def _is_about(ticket: Ticket, subject: dict[str, str]) -> bool:
    return ticket.motive == MOTIVE and ticket.subject.get("about") == subject.get("about")


def offer_officer(_talk: Talk) -> Steps:
    """Where the service is at its wits' end."""
    yield Choose("offer", (OFFER,), (YES,), yes="officer", no=TO_MENU)
    return GoTo("officer")
