"""The lists beside the queue, and what is done from them: calls, other desks' answers, alerts seen."""

from __future__ import annotations

from aiohttp import web

from console.drafts import plain_words
from console.keys import OFFICER, SETTINGS, STORE
from console.pages import page_url, render
from console.views.ticket import ticket_of
from console.workflow import Act, next_state
from console.worklists import LISTS, lines_of
from storage.errors import TicketMovedError
from storage.records import AuditEntry, Task, Ticket, TicketChange, TicketEvent, TicketState

DAY = 24 * 3600
_REACHED, _MISSED = "reached", "no_answer"


async def show(request: web.Request) -> web.Response:
    """One of the lists."""
    name = request.match_info["list"]
    if name not in LISTS:
        raise web.HTTPNotFound
    lines = await lines_of(request.app[STORE], name, request[OFFICER], request.app[SETTINGS].now())
    return await render(request, "worklist.html", name=name, lists=LISTS, lines=lines)


async def seen(request: web.Request) -> web.Response:
    """Somebody takes notice of a ticket's alerts."""
    ticket, login = await ticket_of(request, work=True), request[OFFICER].login
    entry = AuditEntry(request.app[SETTINGS].now(), login, "alert.seen", ticket.reference)
    await request.app[STORE].see_alerts(ticket.reference, login, entry)
    raise web.HTTPSeeOther(page_url(request, "worklist", list="alert"))


async def call(request: web.Request) -> web.Response:
    """A call was made: reached, with what the person said, or in vain; then it is tried again a day later."""
    form = await request.post()
    ticket, now = await ticket_of(request, work=True), request.app[SETTINGS].now()
    task = await request.app[STORE].task(ticket.reference, "call")
    outcome, words = str(form.get("outcome", "")), plain_words(form.get("words", ""))
    if task is None or task.done_at is not None or outcome not in {_REACHED, _MISSED}:
        raise web.HTTPBadRequest
    reached = outcome == _REACHED
    if reached and not words:
        raise web.HTTPBadRequest
    due_at, done_at = (task.due_at, now) if reached else (now + DAY, None)
    after = Task("call", due_at, task.detail, task.tries + 1, now, done_at)
    await _change(request, ticket, "told" if reached else "not_reached", words, after, heard=reached)
    raise web.HTTPSeeOther(page_url(request, "worklist", list="call"))


async def desk_answered(request: web.Request) -> web.Response:
    """The other desk has answered; what it said stands in the history."""
    form = await request.post()
    ticket = await ticket_of(request, work=True)
    task = await request.app[STORE].task(ticket.reference, "desk")
    words = plain_words(form.get("words", ""))
    if task is None or task.done_at is not None or not words:
        raise web.HTTPBadRequest
    now = request.app[SETTINGS].now()
    after = Task("desk", task.due_at, task.detail, task.tries, now, now)
    await _change(request, ticket, "desk_answered", words, after, heard=False)
    raise web.HTTPSeeOther(page_url(request, "ticket", reference=ticket.reference))


async def _change(
    request: web.Request, ticket: Ticket, kind: str, words: str, task: Task, *, heard: bool
) -> None:
    """What the person said ends a wait, as if it was written."""
    now, login = request.app[SETTINGS].now(), request[OFFICER].login
    waits = heard and ticket.state is TicketState.WAITING
    state = next_state(ticket.state, Act.HEAR) if waits else None
    event = TicketEvent(now, login, kind, words)
    change = TicketChange(ticket.reference, event, state=state, task=task, expected_version=ticket.version)
    try:
        await request.app[STORE].change_ticket(
            [change], audit=[AuditEntry(now, login, f"ticket.{kind}", ticket.reference)]
        )
    except TicketMovedError:
        raise web.HTTPConflict from None
