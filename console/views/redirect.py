"""A ticket is handed to the desk that owns the datum: the person hears to whom and until when, and why."""

from __future__ import annotations

from aiohttp import web

from console.acts import Deed, carry_out
from console.drafts import plain_words
from console.keys import DESK, OFFICER, SETTINGS, STORE
from console.pages import page_url
from console.redirecting import told_of
from console.views.ticket import ticket_of
from console.workflow import Act, NotAllowedError
from storage.errors import TicketMovedError
from storage.records import SENSITIVE_MOTIVES, Outcome, Task

_MOST = 300


async def redirect(request: web.Request) -> web.Response:
    """Hand it over. A sensitive matter goes to no other desk."""
    form = await request.post()
    ticket, desk = await ticket_of(request, work=True), request.app[DESK]
    key, words = str(form.get("desk", "")), plain_words(form.get("words", ""))
    version, now = str(form.get("version", "")), request.app[SETTINGS].now()
    known = key in desk.rules.desks("en") and version.isascii() and version.isdecimal()
    if not known or not words or len(words) > _MOST or ticket.motive in SENSITIVE_MOTIVES:
        raise web.HTTPBadRequest
    due = desk.rules.desk_due(now)
    reason, sms = told_of(request, ticket, key, due, words)
    deed = Deed(
        act=Act.REDIRECT,
        ticket=ticket,
        officer=request[OFFICER],
        at=now,
        seen_version=int(version),
        sms=sms,
        words=reason,
        outcome=Outcome.REDIRECTED,
        reason=reason,
        task=Task("desk", due, key),
    )
    try:
        await carry_out(deed, request.app[STORE], desk)
    except (TicketMovedError, NotAllowedError):
        raise web.HTTPConflict from None
    raise web.HTTPSeeOther(page_url(request, "ticket", reference=ticket.reference))
