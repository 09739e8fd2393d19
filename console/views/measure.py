"""What an SMS takes while it is typed, for the page's small script."""

from __future__ import annotations

from aiohttp import web

from console.access import NoTicketError, access_ticket
from console.drafts import read_draft, sms_of
from console.keys import DESK, OFFICER, SETTINGS, STORE, WORDS
from console.workflow import Act


async def measure(request: web.Request) -> web.Response:
    """One line of plain text: encoding, characters, parts and price of the whole SMS; "" before any word."""
    draft = read_draft(await request.post())
    reference, now = request.match_info["reference"], request.app[SETTINGS].now()
    try:
        ticket = await access_ticket(
            request.app[STORE], request[OFFICER], reference, now, work=True, again=True
        )
    except NoTicketError:
        raise web.HTTPNotFound from None
    if not draft.words or (draft.act is Act.DECIDE and draft.outcome is None):
        return web.Response(text="")
    desk = request.app[DESK]
    return web.Response(text=request[WORDS].cost(desk.measure(sms_of(draft, ticket, desk))))
