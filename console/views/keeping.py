"""Officers that a complaint names, and their unit, are kept away from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from console.beside import Said
from console.keeping import (
    is_away,
    keep_away,
    may_keep_away,
    readers_of,
    somebody_is_left,
    units_among,
    with_their_unit,
)
from console.keys import OFFICER, SETTINGS, STORE
from console.numbers import number_in
from console.pages import page_url
from console.views.ticket import ticket_of
from storage.errors import TicketMovedError

if TYPE_CHECKING:
    from multidict import MultiDictProxy

    from storage.records import Officer
    from storage.store import Store


async def keep(request: web.Request) -> web.Response:
    """Those ticked, and where it is wished everybody of their regions."""
    if not may_keep_away(request[OFFICER]):
        raise web.HTTPForbidden
    form = await request.post()
    store, ticket = request.app[STORE], await ticket_of(request, work=True)
    everybody = await readers_of(store)
    away = _ticked(form) & {one.login for one in everybody}
    if form.get("unit") == "1":
        away |= await _with_unit(request.app[STORE], ticket.reference, away, everybody)
    page = page_url(request, "ticket", reference=ticket.reference)
    if not somebody_is_left(ticket, away, everybody):
        raise web.HTTPSeeOther(page.with_query(said=Said.NOBODY_LEFT))
    version, now = number_in(str(form.get("version", ""))) or 0, request.app[SETTINGS].now()
    try:
        await keep_away(store, ticket, away, request[OFFICER], now, version)
    except TicketMovedError:
        raise web.HTTPConflict from None
    if is_away(request[OFFICER], away):
        raise web.HTTPSeeOther(page_url(request, "queue"))
    raise web.HTTPSeeOther(page.with_query(said=Said.KEPT_AWAY).with_fragment("away"))


async def _with_unit(store: Store, reference: str, away: set[str], everybody: list[Officer]) -> set[str]:
    """The units of those who are named now, beside the units that are kept away already."""
    known = {one.login for one in everybody if reference in one.kept_from}
    return with_their_unit(away - known, everybody) | units_among(await store.kept_away(reference))


def _ticked(form: MultiDictProxy[Any]) -> set[str]:
    return {str(login) for login in form.getall("login", [])}
