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
#: The same words of the same officer within so long are one note, sent twice.
TWICE_SECONDS = 60


async def add(request: web.Request) -> web.Response:
    """Keep what an officer wrote for the others."""
    form = await request.post()
    ticket = await ticket_of(request, work=True)
    words = plain_words(form.get("note", ""))[:MOST_LETTERS]
    login, now = request[OFFICER].login, request.app[SETTINGS].now()
    note = Note(ticket.reference, now, login, InnerWords(words))
    if words and not await _was_kept(request, note):
        entry = AuditEntry(now, login, "ticket.noted", ticket.reference)
        await request.app[STORE].add_note(note, entry)
    raise web.HTTPSeeOther(page_url(request, "ticket", reference=ticket.reference).with_fragment("notes"))


async def _was_kept(request: web.Request, note: Note) -> bool:
    """Whether this note is there already: a form that was sent twice."""
    return any(
        one.author == note.author and note.at - one.at < TWICE_SECONDS and one.words == note.words
        for one in await request.app[STORE].notes([note.reference])
    )
