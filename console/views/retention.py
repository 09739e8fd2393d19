"""How long what is kept, what is on hold, and a supervisor's hold on a ticket."""

from __future__ import annotations

from aiohttp import web

from console.drafts import plain_words
from console.keys import DESK, OFFICER, SETTINGS, STORE
from console.pages import page_url, render
from console.views.ticket import ticket_of
from storage.records import AuditEntry
from storage.retention import HeldError

MOST_LETTERS = 1000


async def show(request: web.Request) -> web.Response:
    """The periods, and what is on hold; why, only the ticket's page says, to who may see it."""
    kept, holds = request.app[DESK].office.kept(), await request.app[STORE].holds()
    return render(request, "retention.html", kept=kept, holds=holds)


async def hold(request: web.Request) -> web.Response:
    """Put a ticket on hold, or end that."""
    form = await request.post()
    ticket = await ticket_of(request, work=True)
    store, now, login = request.app[STORE], request.app[SETTINGS].now(), request[OFFICER].login
    why = plain_words(form.get("why", ""))[:MOST_LETTERS]
    try:
        if form.get("act") == "release":
            await store.release(AuditEntry(now, login, "hold.released", ticket.reference))
        elif why:
            await store.hold(why, AuditEntry(now, login, "hold.set", ticket.reference))
        else:
            raise web.HTTPBadRequest
    except HeldError:
        raise web.HTTPConflict from None
    raise web.HTTPSeeOther(page_url(request, "ticket", reference=ticket.reference).with_fragment("hold"))
