"""The causes that several tickets share: the list, and one cause with its tickets."""

from __future__ import annotations

from aiohttp import web

from console.access import NoTicketError, access_ticket, may_work_on
from console.answering import ACTS, Answer
from console.causes import access_cause, count_of, listed, tickets_of
from console.keys import OFFICER, SETTINGS, STORE
from console.numbers import number_in
from console.pages import page_url, render
from console.views.queue import figure
from console.workflow import MOVES, OUTCOMES, Act
from storage.records import AuditEntry, Ticket, TicketEvent
from storage.records.casework import Cause


async def show_all(request: web.Request) -> web.Response:
    """The causes, newest first."""
    causes = await listed(request.app[STORE], request[OFFICER], request.app[SETTINGS].now())
    return await render(request, "causes.html", causes=causes)


async def show(request: web.Request) -> web.Response:
    """A cause with its tickets, and the answer to all of them."""
    return await cause_page(request, await cause_of(request))


async def leave(request: web.Request) -> web.Response:
    """Tickets turn out to have another cause."""
    cause, form = await cause_of(request), await request.post()
    for reference in {str(one).partition(".")[0] for one in form.getall("ticket", [])}:
        ticket = await ticket_of(request, reference)
        if ticket is not None and await request.app[STORE].cause_of(reference) == cause.cause_id:
            await request.app[STORE].join_cause(None, *told(request, reference, "cause_left", cause.cause_id))
    raise web.HTTPSeeOther(page_url(request, "cause", cause=str(cause.cause_id)))


async def cause_page(
    request: web.Request,
    cause: Cause,
    *,
    answer: Answer | None = None,
    problem: str = "",
    status: int = 200,
) -> web.Response:
    """The cause's page, with the answer that was begun."""
    store, officer, now = request.app[STORE], request[OFFICER], request.app[SETTINGS].now()
    mine = await workable(request, cause)
    acts = [act for act in ACTS if any(act in MOVES[one.state] for one in mine)]
    answered = [one for one in mine if {Act.REPLY, Act.DECIDE} & set(MOVES[one.state])]
    return await render(
        request,
        "cause.html",
        status=status,
        cause=cause,
        counts=await count_of(store, cause, officer, now),
        tickets=await tickets_of(store, cause, officer, now),
        workable={one.reference for one in mine},
        acts=acts,
        tongues=sorted({one.language for one in answered}),
        outcomes=OUTCOMES,
        answer=answer,
        problem=problem,
        joined=figure(request, "joined"),
        left=figure(request, "left"),
    )


async def workable(request: web.Request, cause: Cause) -> list[Ticket]:
    """Its tickets that this officer may answer."""
    store, officer, now = request.app[STORE], request[OFFICER], request.app[SETTINGS].now()
    tickets = await tickets_of(store, cause, officer, now)
    return [one for one in tickets if await may_work_on(store, officer, one)]


async def cause_of(request: web.Request) -> Cause:
    """The cause that the address names, where it is for this officer. Raises `HTTPNotFound`."""
    cause = await known_cause(request, request.match_info["cause"])
    if cause is None:
        raise web.HTTPNotFound
    return cause


async def known_cause(request: web.Request, typed: str) -> Cause | None:
    """The cause of this number, where it is for this officer."""
    number, now = number_in(typed), request.app[SETTINGS].now()
    return None if number is None else await access_cause(request.app[STORE], number, request[OFFICER], now)


async def ticket_of(request: web.Request, reference: str) -> Ticket | None:
    """The ticket where this officer may work on it."""
    now = request.app[SETTINGS].now()
    try:
        return await access_ticket(request.app[STORE], request[OFFICER], reference, now, work=True)
    except NoTicketError:
        return None


def told(request: web.Request, reference: str, kind: str, cause: int) -> tuple[TicketEvent, AuditEntry]:
    """The line of history and of the audit."""
    login, now = request[OFFICER].login, request.app[SETTINGS].now()
    entry = AuditEntry(now, login, f"ticket.{kind}", reference, {"cause": cause})
    return TicketEvent(now, login, kind), entry
