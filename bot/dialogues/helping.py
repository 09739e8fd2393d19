"""Filing for a household that is not one's own: what it gets is not told, only what became of the ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.dialogues import request
from bot.dialogues.months import paid_for, payment_named
from bot.dialogues.receipt import is_open, receipt
from bot.dialogues.recours import (
    APPEALS,
    BY_MONTH,
    CANCELLED,
    SUBJECTS,
    THERE_IS_ONE,
    WHAT_ABOUT,
    tell_story,
    which_level,
)
from bot.requests import Choose, FileTicket, GoTo, HelpedBy, Keep, Option, Request, Say, TicketsOf
from bot.text import Reference, Text, _
from nlu.understanding import Intent
from storage.records import PROXY

if TYPE_CHECKING:
    from collections.abc import Generator

    from bot.proxy import Helped
    from bot.talk import Steps, Talk
    from storage.records import Ticket

WHICH_FILE = _("Which file? Choose, or send its number.")
FILE_LABEL = _("{commune}, {ending}")
OTHERS = Option("@others", _("Others"))
HELPING = _("You help: file {ending}, {commune}. Its amount and its state are told to the household only.")
NOT_HELPED = _("This file is not on your list any more.")
CONTEST = Option("contest", _("Contest for it"), Intent.FILE_RECOURSE)
FOLLOW = Option("follow", _("Follow"), Intent.TICKET_FOLLOWUP)
ANOTHER = Option("another", _("Another file"))

DECISION = Option("ELIGIBILITY", _("The decision"), Intent.REJECTION_REASON)
MONEY = Option("money", _("The amount or a payment"))
DATA = Option("DATA", _("Wrong data"))
AMOUNT = Option("AMOUNT", _("The amount"), Intent.AMOUNT_DISPUTE)
PAYMENT = Option("PAYMENT", _("A payment"), Intent.PAYMENT_MISSING)
#: The motive as a part of a sentence, where no month was named.
ABOUT = {
    "ELIGIBILITY": SUBJECTS["ELIGIBILITY"],
    "AMOUNT": _("the amount"),
    "PAYMENT": _("a payment"),
    "DATA": _("wrong data"),
}
SOMEBODY_FILED = _("Somebody wrote to us for your file. Not with your consent? Send AGENT.")

MOST_CHOICES = 3


def helping(talk: Talk) -> Steps:
    """What may be done for a household: file, follow, add, withdraw."""
    case_id = talk.arguments.get("case") or (yield from _which())
    found: tuple[Helped, ...] = yield HelpedBy(case_id)
    if not found:
        yield Say(NOT_HELPED)
        return GoTo("offer_officer")
    helped = found[0]
    if not (talk.arguments.get("motive") or talk.arguments.get("file")):
        chosen = yield Choose("do", (_named(HELPING, helped),), (CONTEST, FOLLOW, ANOTHER), yes="contest")
        if chosen == "follow":
            return GoTo("follow_up", {"case": helped.case_id})
        if chosen == "another":
            return GoTo("helping" if len((yield HelpedBy())) > 1 else "another_file")
    return (yield from _file(talk, helped))


def helped(_talk: Talk) -> Steps:
    """Begun by the clock: a household hears that somebody filed for it, never about what."""
    yield Say(SOMEBODY_FILED)
    return None


def _which() -> Generator[Request, Any, str]:
    """The only household, or the one chosen from the list, page by page."""
    households: tuple[Helped, ...] = yield HelpedBy()
    ids: list[str] = yield Keep("helped", [one.case_id for one in households])
    if len(ids) <= 1:
        return ids[0] if ids else ""
    start, chosen = 0, OTHERS.key
    more, most = ((OTHERS,), MOST_CHOICES - 1) if len(ids) > MOST_CHOICES else ((), MOST_CHOICES)
    while chosen == OTHERS.key:
        shown = households[start : start + most]
        options = tuple(Option(one.case_id, _named(FILE_LABEL, one)) for one in shown)
        chosen = yield Choose("file", (WHICH_FILE,), (*options, *more))
        start = start + most if start + most < len(households) else 0
    return chosen


def _named(text: Text, helped: Helped) -> Text:
    return text(ending=helped.ending, commune=helped.commune)


def _file(talk: Talk, helped: Helped) -> Steps:
    motive = talk.arguments.get("motive") or (yield from _which_motive())
    subject: dict[str, Any] = yield Keep("subject", _subject(talk, helped, motive))
    twin = _twin((yield TicketsOf()), helped, motive, subject)
    if twin is not None:
        yield Say(THERE_IS_ONE(reference=Reference(twin.reference)))
        return GoTo("follow_up", {"reference": twin.reference, "words": talk.arguments.get("words", "")})
    if talk.programme.complaint_levels and "about" not in subject:
        subject = {**subject, "level": (yield which_level(talk))}
    asking = (request.ASK_STORY, request.SUMMARY) if "about" in subject else ()
    story = yield from tell_story(talk, _what(talk, motive, subject), *asking)
    if story is None:
        yield Say(CANCELLED)
        return None
    filed = yield FileTicket(
        id="file",
        nature="recours" if motive in APPEALS else "reclamation",
        motive=motive,
        story=story,
        case_id=helped.case_id,
        region=helped.region,
        subject=subject,
        told=helped.phones,
    )
    yield receipt(talk, filed)
    return None


def _which_motive() -> Generator[Request, Any, str]:
    """Offered whatever the case stands at: the choices tell nothing of it."""
    motive: str = yield Choose("motive", (WHAT_ABOUT,), (DECISION, MONEY, DATA))
    return (yield Choose("money", (WHAT_ABOUT,), (AMOUNT, PAYMENT))) if motive == MONEY.key else motive


def _subject(talk: Talk, helped: Helped, motive: str) -> dict[str, Any]:
    """Who files, and what was named: nothing that the registry knows."""
    subject: dict[str, Any] = {PROXY: helped.proxy}
    if talk.arguments.get("about"):
        subject["about"] = talk.arguments["about"]
    elif motive in BY_MONTH and talk.arguments.get("month"):
        subject["month"] = paid_for(talk, talk.arguments["month"])
    return subject


def _what(talk: Talk, motive: str, subject: dict[str, Any]) -> Text:
    if "about" in subject:
        return request.MATTERS[subject["about"]]
    if "month" in subject:
        return SUBJECTS[motive](month=payment_named(talk, subject["month"]))
    return ABOUT[motive]


def _twin(tickets: tuple[Ticket, ...], helped: Helped, motive: str, subject: dict[str, Any]) -> Ticket | None:
    """An open ticket of this phone on the same."""
    return next(
        (
            ticket
            for ticket in tickets
            if is_open(ticket)
            and (ticket.case_id, ticket.motive) == (helped.case_id, motive)
            and all(ticket.subject.get(name) == subject.get(name) for name in ("month", "about"))
        ),
        None,
    )
