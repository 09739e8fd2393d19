"""A ticket, read."""

from __future__ import annotations

from aiohttp import web

from console.access import NoTicketError, access_ticket, thread_of
from console.drafts import Draft, Step
from console.keys import OFFICER, SETTINGS, STORE
from console.ticket_page import ticket_page
from console.workflow import Act
from storage.records import MtState, Ticket


async def show(request: web.Request) -> web.Response:
    """The ticket's page."""
    ticket = await ticket_of(request, work=False)
    return await ticket_page(request, ticket, draft=await _taken_back(request, ticket))


async def _taken_back(request: web.Request, ticket: Ticket) -> Draft | None:
    """The words that were taken back and are to be written anew, where the address names some."""
    if asked := request.query.get("asked", ""):
        return await _unasked(request, ticket, asked)
    named = request.query.get("draft", "")
    thread = await thread_of(request.app[STORE], request[OFFICER], ticket) if named else None
    for line in thread or ():
        if str(line.mt_id) == named and line.state == MtState.CANCELLED:
            return Draft(Act.REPLY, line.text, None, ticket.version, Step.CHANGE)
    return None


async def _unasked(request: web.Request, ticket: Ticket, asked: str) -> Draft | None:
    """The question, while nothing else happened to the ticket."""
    *_before, question, last = [None, None, *await request.app[STORE].events(ticket.reference)]
    taken_back = question is not None and last is not None and last.kind == "unasked"
    if not taken_back or question is None or (question.kind, str(question.at)) != ("asked", asked):
        return None
    return Draft(Act.ASK, question.note, None, ticket.version, Step.CHANGE)


async def ticket_of(request: web.Request, *, work: bool) -> Ticket:
    """The ticket that the address names, where it is for this officer. Raises `HTTPNotFound`."""
    reference, now = request.match_info["reference"], request.app[SETTINGS].now()
    try:
        return await access_ticket(request.app[STORE], request[OFFICER], reference, now, work=work)
    except NoTicketError:
        raise web.HTTPNotFound from None
