"""A ticket, read."""

from __future__ import annotations

from aiohttp import web

from console.access import NoTicketError, access_ticket
from console.keys import OFFICER, SETTINGS, STORE
from console.ticket_page import ticket_page
from storage.records import Ticket


async def show(request: web.Request) -> web.Response:
    """The ticket's page."""
    return await ticket_page(request, await ticket_of(request, work=False))


async def ticket_of(request: web.Request, *, work: bool) -> Ticket:
    """The ticket that the address names, where it is for this officer. Raises `HTTPNotFound`."""
    reference, now = request.match_info["reference"], request.app[SETTINGS].now()
    try:
        return await access_ticket(request.app[STORE], request[OFFICER], reference, now, work=work)
    except NoTicketError:
        raise web.HTTPNotFound from None
