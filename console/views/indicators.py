"""The dashboard, its files, and the monthly report on paper."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

from aiohttp import web
from msgspec.structs import replace

from console.exports import as_csv, as_xlsx, lines
from console.figure_words import named, pictured, written
from console.indicators import TARGET, TILES, Indicators, indicators
from console.keys import DESK, OFFICER, SETTINGS, STORE, WORDS
from console.labels import LANGUAGES, MOTIVES
from console.office import Households, Office
from console.pages import render
from console.periods import Asked, month_asked, read_asked
from console.workflow import OPEN
from storage.indicators import TicketFact
from storage.records import SENSITIVE_MOTIVES, AuditEntry

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def show(request: web.Request) -> web.Response:
    """The dashboard for what the address asks."""
    asked = _asked(request)
    return await render(
        request,
        "indicators.html",
        asked=asked,
        **_shown(request, await _found(request, asked)),
        **await _choices(request),
    )


async def report(request: web.Request) -> web.Response:
    """A month on paper."""
    asked = month_asked(request.query, request.app[SETTINGS].now(), request[WORDS].zone)
    found = await _found(request, asked)
    return await render(
        request, "report.html", asked=asked, month=f"{asked.since:%Y-%m}", **_shown(request, found)
    )


async def export(request: web.Request) -> web.Response:
    """What the dashboard shows, as a file."""
    asked, words, kind = _asked(request), request[WORDS], request.match_info["kind"]
    rows = lines(words, await _found(request, asked), asked.address())
    now, login = request.app[SETTINGS].now(), request[OFFICER].login
    await request.app[STORE].audit(
        [AuditEntry(now, login, "indicators.exported", kind, dict(asked.address()))]
    )
    written_as, content = (as_csv, "text/csv") if kind == "csv" else (as_xlsx, _XLSX)
    body = await asyncio.to_thread(written_as, words, rows)
    name = f"recours-{asked.since}-{asked.until}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=body, content_type=content, headers=headers)


def _asked(request: web.Request) -> Asked:
    return read_asked(request.query, request.app[SETTINGS].now(), request[WORDS].zone)


async def _found(request: web.Request, asked: Asked) -> Indicators:
    store, zone, now = request.app[STORE], request[WORDS].zone, request.app[SETTINGS].now()
    query = asked.query(request[OFFICER])
    facts = await store.ticket_facts(query, *asked.bounds(zone))
    backlog = await store.ticket_facts(replace(query, states=OPEN), 0, now + 1)
    in_words = partial(_in_words, request.app[DESK].office, request[WORDS].language)
    households = await _households(request, asked)
    return await asyncio.to_thread(
        lambda: indicators([in_words(one) for one in facts], backlog, households, zone, now)
    )


def _in_words(office: Office, language: str, fact: TicketFact) -> TicketFact:
    """The fact, its refusal in words."""
    return replace(fact, reason=office.reason(fact.reason, language)) if fact.reason else fact


async def _households(request: web.Request, asked: Asked) -> Mapping[str, Households]:
    """Households by region, of the regions and programmes meant."""
    meant = asked.query(request[OFFICER])
    known = await request.app[DESK].office.households(meant.programmes)
    return {name: one for name, one in known.items() if meant.regions is None or name in meant.regions}


def _shown(request: web.Request, found: Indicators) -> dict[str, Any]:
    words = request[WORDS]
    return {
        "found": found,
        "tiles": [(name, title, written(words, found.tiles[name])) for name, title in TILES.items()],
        "target": words.percent(TARGET),
        "named": lambda figure, key: named(words, figure, key),
        "written": lambda cell: written(words, cell),
        "pictured": lambda figure: pictured(words, figure),
    }


async def _choices(request: web.Request) -> dict[str, Any]:
    officer, desk = request[OFFICER], request.app[DESK]
    regions = sorted(officer.regions) or sorted(
        {*await desk.office.households(None), *await request.app[STORE].open_regions()}
    )
    return {
        "regions": regions,
        "programmes": [
            one
            for one in desk.office.programme_names(request[WORDS].language).items()
            if not officer.programmes or one[0] in officer.programmes
        ],
        "tongues": LANGUAGES,
        "motives": [one for one in MOTIVES if officer.sensitive or one not in SENSITIVE_MOTIVES],
    }
