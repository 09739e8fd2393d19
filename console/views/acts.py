"""An officer acts: shown first, then done."""

from __future__ import annotations

from aiohttp import web
from msgspec.structs import replace

from console.access import sees
from console.acts import Deed, carry_out
from console.drafts import Draft, Step, problem_of, read_draft, sms_of
from console.keys import DESK, OFFICER, SETTINGS, STORE
from console.pages import page_url
from console.ready_words import FILL, filled
from console.ticket_page import ticket_page
from console.views.ticket import ticket_of
from console.workflow import RULES, Act, NotAllowedError, act_of
from storage.errors import TicketMovedError
from storage.records import Ticket


async def act(request: web.Request) -> web.Response:
    """Preview what was typed, or do it and come back to the ticket."""
    form = await request.post()
    draft = read_draft({**form, "step": Step.CHANGE} if form.get("step") == FILL else form)
    ticket = await ticket_of(request, work=True)
    if form.get("step") == FILL:
        draft = filled(draft, form, ticket, request.app[DESK])
    if draft.version != ticket.version:
        return await _moved(request, ticket, draft)
    problem = problem_of(draft, ticket, request.app[DESK])
    if problem and draft.step is not Step.CHANGE:
        return await ticket_page(request, ticket, draft=draft, problem=problem, status=422)
    if draft.step is not Step.SEND:
        return await ticket_page(request, ticket, draft=draft)
    try:
        await carry_out(_deed(request, ticket, draft), request.app[STORE], request.app[DESK])
    except (TicketMovedError, NotAllowedError):
        return await _moved(request, await ticket_of(request, work=True), draft)
    raise _onward(request, ticket, draft)


def _onward(request: web.Request, ticket: Ticket, draft: Draft) -> web.HTTPException:
    """Where the officer goes once it is done."""
    if draft.motive and not sees(request[OFFICER], replace(ticket, motive=draft.motive)):
        return web.HTTPSeeOther(page_url(request, "queue"))
    return web.HTTPSeeOther(page_url(request, "ticket", reference=ticket.reference))


async def _moved(request: web.Request, ticket: Ticket, draft: Draft) -> web.Response:
    """The ticket as it is now, with what the officer typed, not sent; a form sent twice is done already."""
    if draft.step is Step.SEND and await _is_done(request, ticket, draft):
        raise _onward(request, ticket, draft)
    return await ticket_page(request, ticket, draft=draft, moved=True, status=409)


async def _is_done(request: web.Request, ticket: Ticket, draft: Draft) -> bool:
    """Whether what moved the ticket was this very act of this officer."""
    if ticket.version != draft.version + 1:
        return False
    *_before, last = await request.app[STORE].events(ticket.reference)
    act = act_of(draft.act, ticket.nature, draft.outcome)
    same_words = not draft.words or draft.words == last.note
    return (last.actor, last.kind) == (request[OFFICER].login, RULES[act].event) and same_words


def _deed(request: web.Request, ticket: Ticket, draft: Draft) -> Deed:
    act = act_of(draft.act, ticket.nature, draft.outcome)
    return Deed(
        act=act,
        ticket=ticket,
        officer=request[OFFICER],
        at=request.app[SETTINGS].now(),
        seen_version=draft.version,
        sms="" if act is Act.PROPOSE else sms_of(draft, ticket, request.app[DESK]),
        words=draft.words,
        outcome=draft.outcome,
        reason=draft.words if draft.act is Act.DECIDE else None,
        motive=draft.motive,
        undo=request.app[SETTINGS].undo,
    )
