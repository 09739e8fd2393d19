"""How long what is kept, what is on hold, and a supervisor's hold on a ticket."""

from __future__ import annotations

from aiohttp import web

from console.access import may_read, sees
from console.drafts import plain_words
from console.keys import DESK, OFFICER, SETTINGS, STORE
from console.pages import page_url, render
from console.views.ticket import ticket_of
from storage.records import AuditEntry, Officer
from storage.retention import HeldError, Hold
from storage.store import Store

MOST_LETTERS = 1000


async def show(request: web.Request) -> web.Response:
    """The periods, and what is on hold: which ticket, only to who may read it; why, only its page says."""
    store, officer = request.app[STORE], request[OFFICER]
    holds = [(hold, await _is_shown(store, officer, hold)) for hold in await store.holds()]
    return await render(request, "retention.html", kept=request.app[DESK].office.kept(), holds=holds)


async def _is_shown(store: Store, officer: Officer, hold: Hold) -> bool:
    ticket = await store.ticket(hold.reference) if hold.reference else None
    return ticket is not None and may_read(officer) and sees(officer, ticket)


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
