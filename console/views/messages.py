"""A reply or a question taken back before it goes, and a message that did not arrive sent again."""

from __future__ import annotations

from aiohttp import web

from console.access import thread_of
from console.beside import Said, may_go_again
from console.keys import DESK, OFFICER, SETTINGS, STORE
from console.numbers import number_in
from console.pages import page_url
from console.views.ticket import ticket_of
from storage.records import AuditEntry, Ticket, TicketEvent


async def unsend(request: web.Request) -> web.Response:
    """Take a reply back; its words stand in the form again."""
    ticket, mt_id = await _meant(request)
    event, entry = _told(request, ticket, "unsent", mt_id)
    taken_back = await request.app[STORE].unsend(mt_id, event, entry)
    if not taken_back:
        raise _back(request, ticket, Said.TOO_LATE)
    raise _back(request, ticket, Said.TAKEN_BACK, draft=mt_id)


async def unask(request: web.Request) -> web.Response:
    """Take a question back before it goes: the ticket does not wait, its clock never stood."""
    form, ticket = await request.post(), await ticket_of(request, work=True)
    asked_at = number_in(str(form.get("asked", "")))
    if asked_at is None:
        raise web.HTTPBadRequest
    keys = [one.key for one in request.app[DESK].question(ticket, "", asked_at)]
    login, now = request[OFFICER].login, request.app[SETTINGS].now()
    entry = AuditEntry(now, login, "ticket.unasked", ticket.reference)
    event = TicketEvent(now, login, "unasked")
    taken_back = await request.app[STORE].unask(keys, asked_at, event, entry)
    if not taken_back:
        raise _back(request, ticket, Said.TOO_LATE)
    raise _back(request, ticket, Said.UNASKED, asked=asked_at)


async def resend(request: web.Request) -> web.Response:
    """Send a message once more that was given up or stays in doubt."""
    ticket, mt_id = await _meant(request)
    store = request.app[STORE]
    thread = await thread_of(store, request[OFFICER], ticket)
    if mt_id not in may_go_again(thread or ()):
        raise _back(request, ticket, Said.NOT_AGAIN)
    event, entry = _told(request, ticket, "resent", mt_id)
    queued = await store.resend(mt_id, ticket.phone, event, entry)
    raise _back(request, ticket, Said.SENT_AGAIN if queued else Said.NOT_AGAIN)


async def _meant(request: web.Request) -> tuple[Ticket, int]:
    """The ticket to work on, and the message that the form names."""
    form = await request.post()
    named = number_in(str(form.get("mt", "")))
    if named is None:
        raise web.HTTPBadRequest
    return await ticket_of(request, work=True), named


def _told(request: web.Request, ticket: Ticket, kind: str, mt_id: int) -> tuple[TicketEvent, AuditEntry]:
    login, now = request[OFFICER].login, request.app[SETTINGS].now()
    entry = AuditEntry(now, login, f"ticket.{kind}", ticket.reference, {"message": mt_id})
    return TicketEvent(now, login, kind), entry


def _back(request: web.Request, ticket: Ticket, said: Said, **words: int) -> web.HTTPException:
    """To the page; `draft` or `asked` name what was taken back and is to be written anew."""
    page = page_url(request, "ticket", reference=ticket.reference)
    return web.HTTPSeeOther(page.with_query({"said": said} | {name: str(one) for name, one in words.items()}))
