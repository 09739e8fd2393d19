"""The queue: what needs an officer, what is due first on top."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aiohttp import web

from console.access import sees
from console.desk import FactsUnavailableError
from console.filters import ALL, Filter, read_filter
from console.keys import DESK, OFFICER, SETTINGS, STORE
from console.labels import MOTIVES
from console.marks import _
from console.pages import page_url, render
from storage.records import SENSITIVE_MOTIVES, Officer, TicketState

_MARKS = re.compile(r"[\s.\-\u00a0\u202f]")
_REFERENCE = re.compile(r"[0-9]{9}")
NOT_FOUND = "none"  # stands for a case or reference that no ticket has


_TABS = (
    (_("To do"), Filter()),
    (_("Mine"), Filter(mine=True)),
    (_("Overdue"), Filter(overdue=True)),
    (_("Waiting for the person"), Filter(state=TicketState.WAITING)),
    (_("To close"), Filter(state=TicketState.NOTIFIED)),
    (_("All"), Filter(state=ALL)),
)
_SENSITIVE_TAB = (_("Sensitive"), Filter(sensitive=True))


@dataclass(frozen=True, slots=True)
class Tab:
    """A queue in one click: its name as a message id, its filters, how many tickets it holds."""

    name: str
    filter: Filter
    count: int


async def redirect_here(request: web.Request) -> web.Response:
    """`/console` is `/console/`."""
    raise web.HTTPSeeOther(page_url(request, "queue"))


async def show(request: web.Request) -> web.Response:
    """The queue that the address describes."""
    chosen = read_filter(request.query)
    store, officer = request.app[STORE], request[OFFICER]
    now, size = request.app[SETTINGS].now(), request.app[SETTINGS].page_size
    query = chosen.query(officer, now, size)
    count = await store.count_tickets(query)
    return render(
        request,
        "queue.html",
        tickets=await store.tickets(query),
        count=count,
        pages=max(1, -(-count // size)),
        chosen=chosen,
        tabs=await _tabs(request, officer, now),
        states=[*TicketState, ALL],
        motives=[motive for motive in MOTIVES if (motive in SENSITIVE_MOTIVES) == query.sensitive],
    )


async def search(request: web.Request) -> web.Response:
    """Find by reference or case number. A POST: a case number does not belong in addresses and logs."""
    form = await request.post()
    typed = _MARKS.sub("", str(form.get("words", "")))[:64]
    ticket = await request.app[STORE].ticket(typed) if _REFERENCE.fullmatch(typed) else None
    if ticket and sees(request[OFFICER], ticket):
        raise web.HTTPSeeOther(page_url(request, "ticket", reference=typed))
    case = await _case(request, typed)
    found = Filter(case=case) if case else Filter(reference=NOT_FOUND)
    raise web.HTTPSeeOther(page_url(request, "queue").with_query(found.address()))


async def _tabs(request: web.Request, officer: Officer, now: int) -> list[Tab]:
    store = request.app[STORE]
    tabs = [*_TABS, _SENSITIVE_TAB] if officer.sensitive else _TABS
    return [
        Tab(name, filter_, await store.count_tickets(filter_.query(officer, now, 1)))
        for name, filter_ in tabs
    ]


async def _case(request: web.Request, number: str) -> str | None:
    if not number:
        return None
    try:
        return await request.app[DESK].case_of_number(number)
    except FactsUnavailableError:
        return None
