"""Messages that nobody was sure of: a person says what they mean, the training learns from that alone."""

from __future__ import annotations

from aiohttp import web

from console.keys import DESK, OFFICER, SETTINGS, STORE
from console.numbers import number_in
from console.pages import page_url, render
from storage.learning import Confirmed, Doubtful
from storage.records import AuditEntry

_SHOWN = 20
_NO_USE = "none"
_LONGEST = 500


async def show(request: web.Request) -> web.Response:
    """The newest, masked; calls for help only before those who see sensitive matters."""
    store, office = request.app[STORE], request.app[DESK].office
    everywhere = not request[OFFICER].regions  # a message is of no region
    found = await store.doubtful(_SHOWN, _left_out(request)) if everywhere else []
    entry = _entry(request, "doubtful.read", "", {"messages": len(found)})
    await store.audit([entry])
    shown = [(one, " ".join(office.masked(one.text).split())) for one in found]
    return await render(
        request,
        "doubtful.html",
        shown=shown,
        meanings=office.meanings(),
        none=_NO_USE,
        everywhere=everywhere,
    )


async def confirm(request: web.Request) -> web.Response:
    """A person's word on one message."""
    form, office = await request.post(), request.app[DESK].office
    message, meaning = await _message(request, str(form.get("message", ""))), str(form.get("meaning", ""))
    if meaning not in {*office.meanings(), _NO_USE}:
        raise web.HTTPBadRequest
    useful = meaning != _NO_USE
    words = office.masked(str(form.get("words", "")).strip()[:_LONGEST] or message.text) if useful else ""
    now, login = request.app[SETTINGS].now(), request[OFFICER].login
    kept = Confirmed(message.mo_id, meaning if useful else "", words, message.language, login, now)
    await request.app[STORE].confirm(kept)
    raise web.HTTPSeeOther(page_url(request, "doubtful"))


async def _message(request: web.Request, number: str) -> Doubtful:
    named = None if request[OFFICER].regions else number_in(number)
    message = None if named is None else await request.app[STORE].one_doubtful(named)
    if message is None or message.guess in _left_out(request):
        raise web.HTTPNotFound
    return message


def _left_out(request: web.Request) -> list[str]:
    return [] if request[OFFICER].sensitive else list(request.app[DESK].office.in_confidence())


def _entry(request: web.Request, action: str, subject: str, details: dict[str, int]) -> AuditEntry:
    return AuditEntry(request.app[SETTINGS].now(), request[OFFICER].login, action, subject, details)
