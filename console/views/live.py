"""What an open page is told as it happens, and the part of it that is then shown anew."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress

from aiohttp import web

from console.access import NoTicketError, access_ticket, may_work_on
from console.beside import current
from console.keys import OFFICER, PULSE, SETTINGS, SIGN_IN, STORE
from console.live import CrowdedError, Listener
from console.numbers import number_in
from console.pages import render
from console.sign_ins import session_of
from console.views.queue import queue_context
from storage.records import Ticket

#: At most one word a second; a sign of life, and a look whether the session still is, every quarter minute.
GAP_SECONDS, BEAT_SECONDS, LOOK_SECONDS = 1.0, 15.0, 1.0
#: Who takes no byte for so long is let go.
WRITE_SECONDS = 10.0
#: The page says that it is open at every beat: it may miss one.
OPEN_SECONDS = 45


async def stream(request: web.Request) -> web.StreamResponse:
    """Server-sent events: `news` with how many tickets were filed and changed, `end` with the session."""
    listener, pulse = await _listener(request), request.app[PULSE]
    response = web.StreamResponse(headers={"X-Accel-Buffering": "no"})
    response.content_type = "text/event-stream"
    try:
        pulse.join(listener)
    except CrowdedError:
        raise web.HTTPServiceUnavailable from None
    try:
        await response.prepare(request)
        await _tell(request, response, listener)
    except (ConnectionError, TimeoutError):
        pass  # the browser went, and comes back by itself
    finally:
        pulse.leave(listener)
        await _leave(request, listener)
    return response


async def queue_now(request: web.Request) -> web.Response:
    """The queue of the address, without the page around it."""
    return await render(request, "queue_list.html", **await queue_context(request))


async def ticket_now(request: web.Request) -> web.Response:
    """The parts of a ticket's page that change under an open form."""
    ticket = await _ticket(request, request.match_info["reference"])
    moved = request.query.get("version") not in {None, str(ticket.version)}
    return await render(request, "ticket_live.html", moved=moved, **await current(request, ticket))


async def _ticket(request: web.Request, reference: str) -> Ticket:
    now = request.app[SETTINGS].now()
    try:
        return await access_ticket(
            request.app[STORE], request[OFFICER], reference, now, work=False, again=True
        )
    except NoTicketError:
        raise web.HTTPNotFound from None


async def _listener(request: web.Request) -> Listener:
    query = request.query
    ticket = await _ticket(request, query["ticket"]) if "ticket" in query else None
    seen = request.headers.get("Last-Event-ID") or query.get("after", "")
    known = number_in(seen)
    after = await request.app[STORE].last_news() if known is None else known
    return Listener(request[OFFICER], request[SIGN_IN].token_hash, after, ticket, query.get("mark", ""))


async def _tell(request: web.Request, response: web.StreamResponse, listener: Listener) -> None:
    await _write(response, "retry: 5000\n\n")
    beat_at = time.monotonic()
    while not listener.closed and not _is_gone(request):
        await listener.wait(LOOK_SECONDS)
        its_turn = listener.has_news and await request.app[PULSE].its_turn(listener, LOOK_SECONDS)
        if its_turn and (told := listener.take()):
            filed, changed = told
            data = json.dumps({"filed": filed, "changed": changed})
            await _write(response, f"id: {listener.seen}\nevent: news\ndata: {data}\n\n")
            await asyncio.sleep(GAP_SECONDS)
        if time.monotonic() >= beat_at:
            beat_at = time.monotonic() + BEAT_SECONDS
            if not await _beats(request, listener):
                break
            await _write(response, ":\n\n")
    if not _is_gone(request):
        await _write(response, "event: end\ndata:\n\n")


async def _beats(request: web.Request, listener: Listener) -> bool:
    """Whether the session still lasts, with the same rights; an open ticket is noted as such."""
    store, settings = request.app[STORE], request.app[SETTINGS]
    sign_in = await session_of(request, store, settings, by_itself=True)
    if sign_in is None or await store.officer(sign_in.login) != listener.officer:
        return False
    if listener.ticket is not None and await may_work_on(store, listener.officer, listener.ticket):
        now = settings.now()
        await store.note_reader(listener.ticket.reference, listener.officer.login, now, now + OPEN_SECONDS)
    return True


async def _leave(request: web.Request, listener: Listener) -> None:
    if listener.ticket is not None:
        with suppress(Exception):  # the service may be stopping; what is left is forgotten by its time
            await request.app[STORE].forget_reader(listener.ticket.reference, listener.officer.login)


async def _write(response: web.StreamResponse, text: str) -> None:
    async with asyncio.timeout(WRITE_SECONDS):
        await response.write(text.encode())


def _is_gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()
