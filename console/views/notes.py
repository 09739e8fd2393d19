"""Internal notes: what officers write for each other, of a type that no message takes."""

from __future__ import annotations

from aiohttp import web

from console.drafts import plain_words
from console.keys import OFFICER, SETTINGS, STORE
from console.pages import page_url
from console.views.ticket import ticket_of
from storage.records import AuditEntry
from storage.records.notes import InnerWords, Note

MOST_LETTERS = 4000


async def add(request: web.Request) -> web.Response:
    """Keep what an officer wrote for the others."""
    form = await request.post()
    ticket = await ticket_of(request, work=True)
    words = plain_words(form.get("note", ""))[:MOST_LETTERS]
    if words:
        login, now = request[OFFICER].login, request.app[SETTINGS].now()
        note = Note(ticket.reference, now, login, InnerWords(words))
        entry = AuditEntry(now, login, "ticket.noted", ticket.reference)
        await request.app[STORE].add_note(note, entry)
    raise web.HTTPSeeOther(page_url(request, "ticket", reference=ticket.reference).with_fragment("notes"))
