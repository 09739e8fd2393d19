"""What is printed: the receipt of a ticket, and its decision with grounds and how to appeal.

A letter holds no more than it needs: no name, phone or story; of a sensitive matter nothing but its number.
"""

from __future__ import annotations

from aiohttp import web

from console.keys import DESK, OFFICER, SETTINGS, STORE, WORDS
from console.pages import render
from console.views.ticket import ticket_of
from console.words import LANGUAGES, words_in
from storage.records import SENSITIVE_MOTIVES, AuditEntry, Outcome, TicketState

_TOLD = {TicketState.NOTIFIED, TicketState.CLOSED}
_ADVERSE = {Outcome.PARTLY, Outcome.REJECTED, Outcome.INADMISSIBLE}


async def receipt(request: web.Request) -> web.Response:
    """That it was registered, and until when it is answered."""
    return await _printed(request, "receipt")


async def letter(request: web.Request) -> web.Response:
    """The decision; only once the person was told."""
    return await _printed(request, "letter")


async def _printed(request: web.Request, kind: str) -> web.Response:
    ticket, settings = await ticket_of(request, work=False), request.app[SETTINGS]
    if kind == "letter" and (ticket.state not in _TOLD or ticket.outcome is None):
        raise web.HTTPNotFound
    tongue = request.query.get("lang", "")
    if tongue not in LANGUAGES:
        tongue = ticket.language if ticket.language in LANGUAGES else settings.language
    now, login = settings.now(), request[OFFICER].login
    entry = AuditEntry(now, login, f"ticket.{kind}_printed", ticket.reference, {"language": tongue})
    await request.app[STORE].audit([entry])
    request[WORDS] = words_in(tongue, settings.country, settings.timezone)
    return await render(
        request,
        "letter.html",
        kind=kind,
        ticket=ticket,
        sensitive=ticket.motive in SENSITIVE_MOTIVES,
        adverse=ticket.outcome in _ADVERSE,
        until=ticket.updated_at + request.app[DESK].rules.reopen_seconds,
    )
