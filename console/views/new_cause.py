"""Tickets ticked in the queue are put together under a cause, known or new."""

from __future__ import annotations

from aiohttp import web

from console.causes import MOST, listed
from console.drafts import plain_words
from console.keys import OFFICER, SETTINGS, STORE
from console.marks import _
from console.pages import page_url, render
from console.views.causes import known_cause, ticket_of, told
from storage.records import SENSITIVE_MOTIVES, AuditEntry, Ticket

MOST_LETTERS = 120
_NO_TITLE = _("Name the cause, or choose one.")
_NO_TICKETS = _("Choose at least one ticket.")


async def show(request: web.Request) -> web.Response:
    """Which tickets are to be put together, and under what name."""
    return await _naming(request, [str(one) for one in request.query.getall("ticket", [])])


async def put_together(request: web.Request) -> web.Response:
    """Put the tickets under a cause, known or new."""
    form = await request.post()
    named = [str(one) for one in form.getall("ticket", [])]
    title = plain_words(form.get("title", ""))[:MOST_LETTERS]
    cause = await known_cause(request, str(form.get("cause", "")))
    if cause is None and not title:
        return await _naming(request, named, problem=_NO_TITLE, status=422)
    tickets, _left = await _joinable(request, named)
    if not tickets:
        return await _naming(request, named, problem=_NO_TICKETS, status=422)
    number = cause.cause_id if cause else await _opened(request, title)
    joined = [await _joined(request, number, ticket) for ticket in tickets]
    place = page_url(request, "cause", cause=str(number))
    counts = {"joined": str(sum(joined)), "left": str(len(set(named)) - sum(joined))}
    raise web.HTTPSeeOther(place.with_query(counts))


async def _naming(
    request: web.Request, named: list[str], *, problem: str = "", status: int = 200
) -> web.Response:
    tickets, left = await _joinable(request, named)
    causes = await listed(request.app[STORE], request[OFFICER], request.app[SETTINGS].now())
    return await render(
        request,
        "new_cause.html",
        status=status,
        tickets=tickets,
        left=left,
        causes=causes,
        problem=problem or ("" if tickets else _NO_TICKETS),
    )


async def _joinable(request: web.Request, named: list[str]) -> tuple[list[Ticket], int]:
    """The tickets that this officer works on and that may be joined; how many of those named are not."""
    references = list(dict.fromkeys(one.partition(".")[0] for one in named))[:MOST]
    found = [await ticket_of(request, reference) for reference in references]
    tickets = [one for one in found if one is not None and one.motive not in SENSITIVE_MOTIVES]
    return tickets, len(references) - len(tickets)


async def _opened(request: web.Request, title: str) -> int:
    entry = AuditEntry(request.app[SETTINGS].now(), request[OFFICER].login, "cause.opened", "")
    return await request.app[STORE].open_cause(title, entry)


async def _joined(request: web.Request, number: int, ticket: Ticket) -> bool:
    return await request.app[STORE].join_cause(
        number, *told(request, ticket.reference, "cause_joined", number)
    )
