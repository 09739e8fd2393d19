"""Several tickets of the queue get an officer at once."""

from __future__ import annotations

from aiohttp import web
from yarl import URL

from console.access import NoTicketError, access_ticket, may_give, may_work, may_work_on, sees
from console.acts import Deed, carry_out
from console.keys import DESK, OFFICER, SETTINGS, STORE
from console.pages import page_url
from console.places import local_place
from console.workflow import Act, NotAllowedError
from storage.errors import TicketMovedError
from storage.records import Officer

_MOST = 100


async def assign(request: web.Request) -> web.Response:
    """Each ticket ticked becomes the officer's, or a colleague's; those that changed meanwhile are left."""
    form = await request.post()
    to = await _colleague(request, str(form.get("to", "")))
    ticked = [str(choice) for choice in form.getall("ticket", [])[:_MOST]]
    done = [await _assigned(request, choice, to) for choice in ticked]
    back = URL(local_place(request, str(form.get("here", ""))) or str(page_url(request, "queue")))
    raise web.HTTPSeeOther(back.update_query(assigned=str(sum(done)), left=str(len(done) - sum(done))))


async def _assigned(request: web.Request, choice: str, to: Officer) -> bool:
    """Whether the ticket, named with the version that the officer saw, is now theirs."""
    reference, _dot, version = choice.partition(".")
    store, officer, now = request.app[STORE], request[OFFICER], request.app[SETTINGS].now()
    try:
        ticket = await access_ticket(store, officer, reference, now, work=True)
        if not (sees(to, ticket) and await may_work_on(store, to, ticket)):
            return False
        seen = int(version) if version.isdecimal() else 0
        await carry_out(Deed(Act.TAKE, ticket, officer, now, seen, to=to), store, request.app[DESK])
    except (NoTicketError, NotAllowedError, TicketMovedError):
        return False
    return True


async def _colleague(request: web.Request, login: str) -> Officer:
    """Whom the tickets go to: the officer, or somebody who works. Raises `HTTPForbidden`."""
    officer = request[OFFICER]
    if login in {"", officer.login}:
        return officer
    colleague = await request.app[STORE].officer(login) if may_give(officer) else None
    if colleague is None or colleague.disabled or not may_work(colleague):
        raise web.HTTPForbidden
    return colleague
