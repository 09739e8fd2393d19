"""What the service runs on and keeps: programmes with their amounts, the audit."""

from __future__ import annotations

import re

from aiohttp import web
from msgspec.structs import replace

from console.access import may_read, sees
from console.keys import DESK, OFFICER, SETTINGS, STORE, WORDS
from console.pages import render
from storage.records import AuditEntry

_PAGE = 50
_REFERENCE = re.compile(r"[0-9]{9}")


async def programmes(request: web.Request) -> web.Response:
    """The programmes and what they grant, by date."""
    facts = request.app[DESK].office.programmes(request[WORDS].language)
    return await render(request, "programmes.html", facts=facts)


async def audit(request: web.Request) -> web.Response:
    """Whether the audit is whole, and for auditors its newest rows."""
    return await _audit(request)


async def verify(request: web.Request) -> web.Response:
    """Follow the chain of the audit from its first row."""
    store, now = request.app[STORE], request.app[SETTINGS].now()
    broken = await store.verify_audit()
    details = {"broken": broken or 0}
    await store.audit([AuditEntry(now, request[OFFICER].login, "audit.verified", "audit", details)])
    return await _audit(request, verified=True, broken=broken)


async def _audit(request: web.Request, *, verified: bool = False, broken: int | None = None) -> web.Response:
    return await render(
        request,
        "audit.html",
        verified=verified,
        broken=broken,
        rows=await _rows(request),
        before=_before(request),
    )


async def _rows(request: web.Request) -> list[tuple[int, AuditEntry]]:
    """The newest rows; of a ticket that is not for this auditor only that something was done.

    Administrators see none: rows name tickets, and they see no case.
    """
    if not may_read(request[OFFICER]):
        return []
    found = await request.app[STORE].audit_page(_before(request), _PAGE)
    return [(number, await _as_seen(request, entry)) for number, entry in found]


async def _as_seen(request: web.Request, entry: AuditEntry) -> AuditEntry:
    if not await _may_know(request, entry.subject):
        return AuditEntry(entry.at, entry.actor, entry.action, "·", {})
    details = {
        name: value if await _may_know(request, value) else "·" for name, value in entry.details.items()
    }
    return replace(entry, details=details)


async def _may_know(request: web.Request, named: object) -> bool:
    """Whether this names no ticket, or one of this auditor's."""
    if not isinstance(named, str) or not _REFERENCE.fullmatch(named):
        return True
    ticket = await request.app[STORE].ticket(named)
    return ticket is None or sees(request[OFFICER], ticket)


def _before(request: web.Request) -> int | None:
    """The number of the row behind which to go on."""
    typed = request.query.get("before", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 12 else None
