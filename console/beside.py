"""What stands on a ticket's page beside the ticket itself: notes, the household's others, who is here."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from aiohttp import web
from msgspec.structs import replace

from console.access import MOST_MESSAGES, may_work_on, sees, thread_of
from console.keeping import may_keep_away, readers_of, units_among
from console.keys import DESK, OFFICER, SETTINGS, STORE
from console.marks import _
from console.merging import why_not
from console.senders import doubts
from storage.desk import Reader
from storage.records import MtState, Officer, ThreadMessage, Ticket, TicketEvent, TicketQuery, TicketState
from storage.records.officers import unit_mark
from storage.store import Store

#: Without a script the page cannot say that it is still open: then it counts as open for so long.
OPEN_SECONDS = 300
MOST_OTHERS = 10
SHOWN_MESSAGES = 50
MOST_MERGED = 100


class Said(StrEnum):
    """What became of the act that led back to the page."""

    TAKEN_BACK = "taken_back"
    UNASKED = "unasked"
    TOO_LATE = "too_late"
    SENT_AGAIN = "sent_again"
    NOT_AGAIN = "not_again"
    MERGED = "merged"
    KEPT_AWAY = "kept_away"
    NOBODY_LEFT = "nobody_left"


SENTENCES = {
    Said.TAKEN_BACK: _("The reply was taken back: nothing was sent. Your words are in the form."),
    Said.UNASKED: _("The question was taken back: the ticket does not wait. Your words are in the form."),
    Said.TOO_LATE: _("Too late: it has gone, or was taken back before."),
    Said.SENT_AGAIN: _("The message is sent again."),
    Said.NOT_AGAIN: _("Nothing was sent: this message moved on, or was sent again before."),
    Said.MERGED: _("Merged: this ticket is answered for all of them."),
    Said.KEPT_AWAY: _("Kept: those named do not learn of this ticket any more."),
    Said.NOBODY_LEFT: _("Nobody was kept away: nobody would be left to work on it."),
}


async def beside(request: web.Request, ticket: Ticket) -> dict[str, Any]:
    """What the page's template is handed; that this officer has the page open is noted."""
    store, officer = request.app[STORE], request[OFFICER]
    parts = await asyncio.gather(
        _marked(request, ticket),  # before the rest is read: what comes between is told again
        current(request, ticket),
        _household(store, officer, ticket),
        _keeping(store, officer, ticket),
        _around(store, officer, ticket),
    )
    said = SENTENCES.get(request.query.get("said", ""), "")  # type: ignore[call-overload]  # a str looks up a StrEnum
    return {"said": said, **together(parts)}


async def current(request: web.Request, ticket: Ticket) -> dict[str, Any]:
    """What changes on an open page without a form being lost."""
    store, officer = request.app[STORE], request[OFFICER]
    works, (thread, older), resting, present, told = await asyncio.gather(
        may_work_on(store, officer, ticket),
        _thread(request, ticket),
        _resting(request, ticket),
        others_here(request, ticket),
        _notes(store, officer, ticket),
    )
    return {
        "ticket": ticket,
        "works": works,
        "thread": thread,
        "older": older,
        "whole": _asks_whole(request),
        "again": may_go_again(thread or ()),
        **doubts(ticket.phone, thread or (), request.app[DESK]),
        **told,
        "resting": resting,
        "present": present,
    }


def _asks_whole(request: web.Request) -> bool:
    return "messages" in request.query


async def _thread(request: web.Request, ticket: Ticket) -> tuple[list[ThreadMessage] | None, bool]:
    """The newest messages, or all where the address asks for them, and whether there are older ones."""
    most = MOST_MESSAGES if _asks_whole(request) else SHOWN_MESSAGES
    thread = await thread_of(request.app[STORE], request[OFFICER], ticket, most + 1)
    if thread is None:
        return None, False
    return thread[-most:], len(thread) > most


def together(parts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Parts of a template's context as one."""
    return {name: value for part in parts for name, value in part.items()}


async def _marked(request: web.Request, ticket: Ticket) -> dict[str, Any]:
    """The mark by which the page's line knows what is new, and that the page is open."""
    store, login, now = request.app[STORE], request[OFFICER].login, request.app[SETTINGS].now()
    mark = await store.ticket_mark(ticket.reference, ticket.phone, login, now)
    if await may_work_on(store, request[OFFICER], ticket):
        await store.note_reader(ticket.reference, login, now, now + OPEN_SECONDS)
    return {"mark": mark}


async def _notes(store: Store, officer: Officer, ticket: Ticket) -> dict[str, Any]:
    """The notes of the ticket and of those answered with it, and these."""
    joined = await _merged(store, officer, ticket)
    return {
        "joined": joined,
        "notes": await store.notes([ticket.reference, *(one.reference for one in joined)]),
    }


async def _household(store: Store, officer: Officer, ticket: Ticket) -> dict[str, Any]:
    household = await household_of(store, officer, ticket)
    return {"household": household, "mergeable": [one for one in household if not why_not(ticket, one)]}


async def _around(store: Store, officer: Officer, ticket: Ticket) -> dict[str, Any]:
    """The cause and the ticket with which this one is answered."""
    number = await store.cause_of(ticket.reference)
    return {
        "cause": None if number is None else await store.cause(number),
        "leading": await _leading(store, officer, ticket),
    }


async def _resting(request: web.Request, ticket: Ticket) -> TicketEvent | None:
    """The question that can still be taken back."""
    if ticket.state is not TicketState.WAITING:
        return None
    settings = request.app[SETTINGS]
    events = await request.app[STORE].events(ticket.reference)
    asked = [one for one in events if one.kind in {"asked", "unasked"}][-1:]
    rests = [one for one in asked if one.kind == "asked" and one.at + settings.undo > settings.now()]
    return rests[0] if rests else None


async def others_here(request: web.Request, ticket: Ticket) -> list[Reader]:
    """Who else has this ticket open."""
    here = await request.app[STORE].readers(ticket.reference, request.app[SETTINGS].now())
    return [reader for reader in here if reader.login != request[OFFICER].login]


async def household_of(store: Store, officer: Officer, ticket: Ticket) -> list[Ticket]:
    """The other tickets of the case and of the phone that this officer may see, the newest on top."""
    seen = _sight(officer, MOST_OTHERS + 1)
    queries = [replace(seen, phone=ticket.phone)] if ticket.phone else []
    if ticket.case_id is not None:
        queries.append(replace(seen, case_id=ticket.case_id))
    answers = await asyncio.gather(*map(store.tickets, queries))
    found = {one.reference: one for answer in answers for one in answer}
    found.pop(ticket.reference, None)
    return sorted(found.values(), key=lambda one: -one.created_at)[:MOST_OTHERS]


async def _keeping(store: Store, officer: Officer, ticket: Ticket) -> dict[str, Any]:
    """Who is kept away, for those who may say so."""
    keeps = may_keep_away(officer) and await may_work_on(store, officer, ticket)
    away = await store.kept_away(ticket.reference) if keeps else []
    return {
        "keeps": keeps,
        "away": [name for name in away if name not in units_among(away)],
        "away_units": [name.removeprefix(unit_mark("")) for name in sorted(units_among(away))],
        "accounts": await readers_of(store) if keeps else [],
    }


async def _merged(store: Store, officer: Officer, ticket: Ticket) -> list[Ticket]:
    """Those answered with the ticket that this officer sees: a note stays where it was written."""
    query = replace(_sight(officer, MOST_MERGED), listed="merged", listed_key=ticket.reference)
    return await store.tickets(query)


async def _leading(store: Store, officer: Officer, ticket: Ticket) -> Ticket | None:
    """The ticket with which this one is answered, where this officer may know it."""
    head = await store.ticket(ticket.head) if ticket.head else None
    return head if head is not None and sees(officer, head) else None


def _sight(officer: Officer, limit: int) -> TicketQuery:
    """All that this officer may see."""
    sensitive = None if officer.sensitive else False
    return TicketQuery(
        regions=officer.regions or None,
        programmes=officer.programmes or None,
        sensitive=sensitive,
        kept_from=officer.kept_from,
        limit=limit,
    )


def may_go_again(thread: Iterable[ThreadMessage]) -> set[int]:
    """The messages that did not arrive, or may not have, and were not sent again yet."""
    lines = list(thread)
    gone_again = {line.resent_from for line in lines}
    unsettled = {line.mt_id for line in lines if line.state in {MtState.FAILED, MtState.UNKNOWN}}
    return unsettled - gone_again
