"""The queue: what needs an officer, what is due first on top."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from console.access import may_give, may_work
from console.filters import ALL, read_filter
from console.keys import OFFICER, SETTINGS, STORE
from console.labels import LANGUAGES, MOTIVES
from console.navigation import home
from console.pages import page_url, render
from console.saved_views import MOST, saved_views
from console.views.search import queue_query
from storage.records import SENSITIVE_MOTIVES, Officer, TicketState


async def redirect_here(request: web.Request) -> web.Response:
    """`/console` is the first page that is open to who asks."""
    officer = request.get(OFFICER)
    raise web.HTTPSeeOther(page_url(request, home(request.app, officer) if officer else "sign_in"))


async def show(request: web.Request) -> web.Response:
    """The queue that the address describes."""
    context, regions = await asyncio.gather(queue_context(request), _regions(request))
    sensitive = context["query"].sensitive
    return await render(
        request,
        "queue.html",
        **context,
        states=[*TicketState, ALL],
        motives=[motive for motive in MOTIVES if (motive in SENSITIVE_MOTIVES) == bool(sensitive)],
        regions=regions,
        tongues=LANGUAGES,
        assigned=figure(request, "assigned"),
        left=figure(request, "left"),
    )


async def queue_context(request: web.Request) -> dict[str, Any]:
    """What changes while the page is open: the views' counts and the tickets."""
    chosen = read_filter(request.query)
    store, officer = request.app[STORE], request[OFFICER]
    query = await queue_query(request, chosen)
    after, count, tickets, tabs, colleagues = await asyncio.gather(
        store.last_news(),  # before the tickets are read: what comes between is told again
        store.count_tickets(query, MOST),
        store.tickets(query),
        saved_views(store, officer, request.app[SETTINGS].now()),
        _colleagues(request),
    )
    return {
        "here": str(page_url(request, "queue").with_query(chosen.address())),
        "after": after,
        "query": query,
        "tickets": tickets,
        "count": count,
        "most": MOST,
        "pages": max(1, -(-count // query.limit)),
        "chosen": chosen,
        "tabs": tabs,
        "works": may_work(officer),
        "colleagues": colleagues,
    }


async def _regions(request: web.Request) -> list[str]:
    """Those to choose from: the officer's own, or all that have open tickets."""
    return sorted(request[OFFICER].regions) or await request.app[STORE].open_regions()


async def _colleagues(request: web.Request) -> list[Officer]:
    """To whom this officer may give tickets."""
    if not may_give(request[OFFICER]):
        return []
    everybody = await request.app[STORE].officers()
    mine = request[OFFICER].login
    return [one for one in everybody if may_work(one) and not one.disabled and one.login != mine]


def figure(request: web.Request, name: str) -> int:
    """A small count in the address; 0 where there is none."""
    typed = request.query.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= len("100") else 0
