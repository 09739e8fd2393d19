"""Officers that a complaint names, and their unit, are kept away from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from console.beside import Said
from console.keeping import keep_away, may_keep_away, readers_of, somebody_is_left, with_their_unit
from console.keys import OFFICER, SETTINGS, STORE
from console.numbers import number_in
from console.pages import page_url
from console.views.ticket import ticket_of
from storage.errors import TicketMovedError

if TYPE_CHECKING:
    from multidict import MultiDictProxy


async def keep(request: web.Request) -> web.Response:
    """Those ticked, and where it is wished everybody of their regions."""
    if not may_keep_away(request[OFFICER]):
        raise web.HTTPForbidden
    form = await request.post()
    store, ticket = request.app[STORE], await ticket_of(request, work=True)
    everybody = await readers_of(store)
    away = _ticked(form) & {one.login for one in everybody}
    if form.get("unit") == "1":
        away = with_their_unit(away, everybody)
    page = page_url(request, "ticket", reference=ticket.reference)
    if not somebody_is_left(ticket, away, everybody):
        raise web.HTTPSeeOther(page.with_query(said=Said.NOBODY_LEFT))
    version, now = number_in(str(form.get("version", ""))) or 0, request.app[SETTINGS].now()
    try:
        await keep_away(store, ticket, away, request[OFFICER], now, version)
    except TicketMovedError:
        raise web.HTTPConflict from None
    if request[OFFICER].login in away:
        raise web.HTTPSeeOther(page_url(request, "queue"))
    raise web.HTTPSeeOther(page.with_query(said=Said.KEPT_AWAY).with_fragment("away"))


def _ticked(form: MultiDictProxy[Any]) -> set[str]:
    return {str(login) for login in form.getall("login", [])}
