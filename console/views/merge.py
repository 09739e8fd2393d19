"""Merging tickets: what would happen is shown first; then it is done, or told why not."""

from __future__ import annotations

import re
from collections.abc import Mapping

from aiohttp import web
from multidict import MultiMapping

from console.access import NoTicketError, access_ticket
from console.beside import Said
from console.keys import DESK, OFFICER, SETTINGS, STORE, WORDS
from console.marks import _
from console.merging import Merge, due_of, merge_them, message_of, planned
from console.pages import page_url, render
from console.previews import Sms
from storage.errors import TicketMovedError
from storage.records import Ticket

MOST = 20
_NO_OTHER = _("Choose the ticket under which this one is to be answered.")
_NO_TICKETS = _("Choose at least two tickets.")
_UNKNOWN = _("There is no such ticket, or it is not for you to work on.")
_NO_DIGIT = re.compile(r"[\s.\-]")


async def show(request: web.Request) -> web.Response:
    """What would happen to the tickets that the address names."""
    return await _page(request, request.query)


async def merge(request: web.Request) -> web.Response:
    """Merge them, where each is still as it was shown."""
    form = await request.post()
    tickets = await _tickets(request, form)
    plan = _plan(tickets, form)
    if isinstance(plan, str) or not plan.others:
        return await _page(request, form, status=422)
    seen = {choice.partition(".")[0]: choice.partition(".")[2] for choice in _choices(form)}
    moved = [one for one in (plan.head, *plan.others) if seen.get(one.reference) != str(one.version)]
    if moved or not await _merged(request, plan):
        return await _page(request, form, moved=True, status=409)
    leading = page_url(request, "ticket", reference=plan.head.reference)
    raise web.HTTPSeeOther(leading.with_query(said=Said.MERGED))


async def _merged(request: web.Request, plan: Merge) -> bool:
    """Whether nobody was quicker."""
    now = request.app[SETTINGS].now()
    try:
        await merge_them(plan, request[OFFICER], now, request.app[STORE], request.app[DESK])
    except TicketMovedError:
        return False
    return True


async def _page(
    request: web.Request, named: MultiMapping[object], *, moved: bool = False, status: int = 200
) -> web.Response:
    tickets = await _tickets(request, named)
    plan = _plan(tickets, named)
    problem = plan if isinstance(plan, str) else ""
    shown = await _shown(request, plan) if isinstance(plan, Merge) else {}
    return await render(
        request,
        "merge.html",
        status=status,
        problem=problem,
        moved=moved,
        unknown=len(_named(named) - {one.reference for one in tickets}),
        plan=None if problem else plan,
        **shown,
    )


async def _shown(request: web.Request, plan: Merge) -> Mapping[str, object]:
    desk = request.app[DESK]
    message = await message_of(plan, request.app[STORE], desk) if plan.others else None
    others = [one for one in plan.others if one.phone != plan.head.phone]
    return {
        "due": due_of(plan, desk.rules),
        "first": min(one.created_at for one in (plan.head, *plan.others)),
        "sms": Sms(message.text, request[WORDS].cost(desk.measure(message.text))) if message else None,
        "tongue": message.language if message else "",
        "elsewhere": others,
    }


def _plan(tickets: list[Ticket], named: MultiMapping[object]) -> Merge | str:
    """What would be done, or what is missing as a message id."""
    into = _into(named)
    if into and into not in {one.reference for one in tickets}:
        return _UNKNOWN
    if len(tickets) > 1:
        return planned(tickets, into)
    return _NO_OTHER if tickets else _NO_TICKETS


def _into(named: MultiMapping[object]) -> str:
    """The reference chosen, or typed as people write it."""
    return _NO_DIGIT.sub("", str(named.get("other") or named.get("into") or ""))[:9]


def _choices(named: MultiMapping[object]) -> list[str]:
    """The tickets named, each with the version that was seen where the page told it."""
    choices = [str(choice) for choice in named.getall("ticket", [])[:MOST]]
    known = {choice.partition(".")[0] for choice in choices}
    into = _into(named)
    return [*choices, into] if into and into not in known else choices


def _named(named: MultiMapping[object]) -> set[str]:
    return {choice.partition(".")[0] for choice in _choices(named)}


async def _tickets(request: web.Request, named: MultiMapping[object]) -> list[Ticket]:
    """Those that this officer may work on; of the others not even that they exist."""
    found: dict[str, Ticket] = {}
    for reference in sorted(_named(named)):
        try:
            found[reference] = await access_ticket(
                request.app[STORE], request[OFFICER], reference, request.app[SETTINGS].now(), work=True
            )
        except NoTicketError:
            continue
    return list(found.values())
