"""What became of a ticket: its state or its answer; words added, or the ticket withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.dialogues.receipt import SENSITIVE, is_open
from bot.dialogues.status import CONTEST
from bot.outcomes import HANDLED, decision
from bot.requests import (
    AddToTicket,
    AskText,
    Choose,
    GoTo,
    Option,
    QuestionOf,
    ReopenTicket,
    Request,
    Say,
    TicketsOf,
    WithdrawTicket,
    Words,
)
from bot.text import Day, Quote, Reference, Text, _
from nlu.understanding import Intent
from storage.records import SECOND_LEVEL, Outcome, Ticket, TicketState

if TYPE_CHECKING:
    from collections.abc import Generator

    from bot.talk import Steps, Talk

WHICH_TICKET = _("Which one?")
TICKET_LABEL = _("{reference} of {day}")
NO_TICKET = _("Nothing was contested from this phone.")
NOT_FOUND = _("{reference} was not sent from this phone. Please check the number.")

NOT_STUDIED_YET = _("{reference}: registered on {day}, not studied yet.")
BEING_STUDIED = _("{reference}: being studied.")
WAITS_FOR_YOU = _("{reference}: an officer waits for your answer.")
ANSWER_BY = _("Answer by {day}.")
OVERDUE = _("The answer is late: it was due on {day}.")
ANSWERED_WITH = _("{reference} is answered with {head}.")
IS_CLOSED = _("{reference}: closed on {day}.")

ASK_MORE = _("{reference}: what do you want to add?")
ADD_THIS = _('Add this to {reference}? "{words}"')
ADDED = _("Added to {reference}.")
SURE = _("Withdraw {reference}? It will not be studied any more.")
WITHDRAWN = _("{reference} is withdrawn.")
NOT_WITHDRAWN = _("{reference} is not withdrawn.")

ASKS = _('An officer asks: "{words}"', parts=2, wide=3)
ANSWER_NOW = _("Write your answer.")
ASK_WHY = _("{reference}: what is wrong with the answer? Tell us in your own words.")
ASK_NEWS = _("{reference}: what is new, or not solved? Tell us in your own words.")
APPEALED = _("{reference}: a supervisor looks at it again. Answer by {day}.")
REOPENED = _("{reference} is taken up again. Answer by {day}.")

APPEAL = Option("appeal", _("Ask a supervisor"), Intent.FILE_RECOURSE)
REOPEN = Option("reopen", _("Something new, or not solved"))
ADD = Option("add", _("Add something"))
ANSWER = Option("add", _("Answer"))
ADD_NOW = Option("add", _("Add"))
WITHDRAW = Option("withdraw", _("Withdraw it"), Intent.WITHDRAW_TICKET)
YES = Option("withdraw", _("Yes, withdraw it"))
NO = Option("no", _("No"))
OFFICER = Option("officer", _("Speak to an officer"), Intent.SPEAK_TO_OFFICER)

#: Outcomes that one may bring before a supervisor.
ADVERSE = {Outcome.PARTLY, Outcome.REJECTED, Outcome.INADMISSIBLE}
DAY_SECONDS = 24 * 3600
#: An officer's question is quoted up to so many characters.
QUESTION_CHARACTERS = 110
MOST_CHOICES = 3
EARLY = {TicketState.RECEIVED, TicketState.ACKNOWLEDGED, TicketState.SORTED}


def follow_up(talk: Talk) -> Steps:
    """Where a ticket stands, and what can be done with it."""
    ticket = yield from _which(talk)
    if ticket is None:
        yield Choose("none", (NO_TICKET,), (CONTEST,), yes="contest")
        helped = talk.arguments.get("case")
        return GoTo("helping", {"case": helped, "file": True}) if helped else GoTo("recours", {"new": True})
    if not is_open(ticket):
        return (yield from _after_the_end(talk, ticket))
    if talk.arguments.get("words"):
        return (yield from _add_kept(ticket, talk.arguments["words"]))
    lines, waits = _standing(talk, ticket), _waits(ticket)
    if waits:
        lines = (*lines, *_question((yield QuestionOf(ticket.reference))))
    chosen = yield Choose("open", lines, (ANSWER if waits else ADD, WITHDRAW), or_words=waits)
    if chosen == "withdraw":
        return (yield from _withdraw(ticket))
    if not isinstance(chosen, Words):
        chosen = yield AskText("words", ASK_MORE(reference=Reference(ticket.reference)))
    return (yield from _add(ticket, chosen.text))


def withdraw(talk: Talk) -> Steps:
    """Straight to the question whether a ticket shall be withdrawn."""
    ticket = yield from _which(talk)
    if ticket is None or not is_open(ticket):
        return GoTo("follow_up", {"reference": ticket.reference} if ticket else {})
    return (yield from _withdraw(ticket))


def _question(words: str) -> tuple[Text, ...]:
    """What the officer asked; whoever reads it may answer at once."""
    return (ASKS(words=Quote(words, QUESTION_CHARACTERS)), ANSWER_NOW) if words else (ANSWER_NOW,)


def _after_the_end(talk: Talk, ticket: Ticket) -> Steps:
    """The decision, and for some days a way on: to a supervisor, or with something new."""
    chosen = yield Choose("decided", _standing(talk, ticket), (*_ways_on(talk, ticket), OFFICER))
    if chosen == "officer":
        return GoTo("officer")
    appeal, reference = chosen == "appeal", Reference(ticket.reference)
    words = yield AskText("why", (ASK_WHY if appeal else ASK_NEWS)(reference=reference))
    again = yield ReopenTicket(
        id="reopened",
        reference=ticket.reference,
        version=ticket.version,
        motive=ticket.motive,
        words=words.text,
        subject=ticket.subject,
        appeal=appeal,
    )
    day = Day(talk.day_of(again["due"]), talk.today)
    yield Say((APPEALED if appeal else REOPENED)(reference=reference, day=day))
    return None


def _ways_on(talk: Talk, ticket: Ticket) -> tuple[Option, ...]:
    """A sensitive ticket's are an officer's to offer; one that was withdrawn is filed anew."""
    over = talk.now > ticket.updated_at + talk.programme.guide.reopen_days * DAY_SECONDS
    if over or ticket.motive == SENSITIVE or ticket.outcome is Outcome.WITHDRAWN:
        return ()
    may_appeal = ticket.outcome in ADVERSE and not ticket.subject.get(SECOND_LEVEL)
    return (APPEAL, REOPEN) if may_appeal else (REOPEN,)


def _which(talk: Talk) -> Generator[Request, Any, Ticket | None]:
    """The ticket named, the only one, or the one chosen; a number of another phone's tells nothing."""
    tickets = _of_case((yield TicketsOf()), talk.arguments.get("case"))
    mine = {ticket.reference: ticket for ticket in tickets}
    named = talk.arguments.get("reference")
    if named is not None and named not in mine:
        yield Say(NOT_FOUND(reference=Reference(named)))
    alone = _standing_alone(tickets)
    if named is None and len(alone) > 1:
        options = tuple(_option(talk, ticket) for ticket in _open_first(alone)[:MOST_CHOICES])
        named = yield Choose("ticket", (WHICH_TICKET,), options)
    chosen = mine.get(named) if named in mine else next(iter(alone), None)
    return None if chosen is None else (yield from _led(chosen, tickets))


def _of_case(tickets: tuple[Ticket, ...], case_id: str | None) -> tuple[Ticket, ...]:
    """Those on one household, where who follows helps several."""
    return tuple(ticket for ticket in tickets if case_id in {None, ticket.case_id})


def _led(chosen: Ticket, tickets: tuple[Ticket, ...]) -> Generator[Request, Any, Ticket]:
    """The ticket with which the chosen one is answered; the person is told where that is another."""
    ticket = _leading(chosen, tickets)
    if ticket is not chosen:
        yield Say(ANSWERED_WITH(reference=Reference(chosen.reference), head=Reference(ticket.reference)))
    return ticket


def _leading(ticket: Ticket, tickets: tuple[Ticket, ...]) -> Ticket:
    """The ticket with which one is answered, where this phone filed that too."""
    mine = {one.reference: one for one in tickets}
    while ticket.head in mine:
        ticket = mine[ticket.head]
    return ticket


def _standing_alone(tickets: tuple[Ticket, ...]) -> tuple[Ticket, ...]:
    """Those that are answered under another of them aside."""
    return tuple(ticket for ticket in tickets if _leading(ticket, tickets) is ticket)


def _open_first(tickets: tuple[Ticket, ...]) -> list[Ticket]:
    return sorted(tickets, key=lambda ticket: not is_open(ticket))


def _option(talk: Talk, ticket: Ticket) -> Option:
    day = Day(talk.day_of(ticket.created_at), talk.today)
    return Option(ticket.reference, TICKET_LABEL(reference=Reference(ticket.reference), day=day))


def _standing(talk: Talk, ticket: Ticket) -> tuple[Text, ...]:
    """The state in plain words; of a sensitive one no more than any ticket would tell."""
    reference = Reference(ticket.reference)
    if not is_open(ticket):
        if ticket.motive == SENSITIVE:
            return (HANDLED(reference=reference),)
        if ticket.outcome is not None:
            return decision(ticket, ticket.outcome, ticket.reason or "")
        return (IS_CLOSED(reference=reference, day=Day(talk.day_of(ticket.updated_at), talk.today)),)
    if _waits(ticket):
        return (WAITS_FOR_YOU(reference=reference),)
    due = Day(talk.day_of(ticket.due_at), talk.today)
    by = (ANSWER_BY if talk.now <= ticket.due_at else OVERDUE)(day=due)
    if ticket.state in EARLY:
        return (NOT_STUDIED_YET(reference=reference, day=Day(talk.day_of(ticket.created_at), talk.today)), by)
    return (BEING_STUDIED(reference=reference), by)


def _waits(ticket: Ticket) -> bool:
    return ticket.state is TicketState.WAITING and ticket.motive != SENSITIVE


def _add_kept(ticket: Ticket, words: str) -> Steps:
    yield Choose(
        "add", (ADD_THIS(reference=Reference(ticket.reference), words=Quote(words)),), (ADD_NOW,), yes="add"
    )
    return (yield from _add(ticket, words))


def _add(ticket: Ticket, words: str) -> Steps:
    waiting = ticket.state is TicketState.WAITING
    version = None if ticket.head else ticket.version
    yield AddToTicket("added", ticket.head or ticket.reference, words, waiting=waiting, version=version)
    yield Say(ADDED(reference=Reference(ticket.reference)))
    return None


def _withdraw(ticket: Ticket) -> Steps:
    reference = Reference(ticket.reference)
    answer = yield Choose("sure", (SURE(reference=reference),), (YES,), zero=NO, yes="withdraw", no="no")
    if answer == "no":
        yield Say(NOT_WITHDRAWN(reference=reference))
        return None
    yield WithdrawTicket("withdrawn", ticket.reference, ticket.version)
    yield Say(WITHDRAWN(reference=reference))
    return None
