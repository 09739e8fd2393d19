"""What an officer files for somebody: kept with its receipt by SMS, or on paper where no phone hears."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import asdict

from console.desk import NoticeKind
from console.keys import DESK, OFFICER, SETTINGS, STORE
from console.pages import render
from storage.errors import ReferenceTakenError
from storage.records import (
    PROXY,
    SENSITIVE_MOTIVES,
    AuditEntry,
    NewTicket,
    NewWakeup,
    Priority,
    Ticket,
    TicketEvent,
    TicketState,
)

if TYPE_CHECKING:
    from aiohttp import web


async def filed_at_counter(request: web.Request, new: NewTicket, wakeups: Sequence[NewWakeup]) -> bool:
    """Keep the ticket with its SMS and its audit row at once, a page that is sent twice once.

    False where the reference is another ticket's: draw another one.
    """
    desk, login = request.app[DESK], request[OFFICER].login
    ticket = as_ticket(new)
    text = desk.notice(ticket, NoticeKind.RECEIVED, outcome=None, reason="")
    messages = [desk.message(ticket, text, Priority.REPLY)] if new.phone else []
    details = {"motive": new.motive, "phone": int(bool(new.phone)), "proxy": int(PROXY in new.subject)}
    if new.motive in SENSITIVE_MOTIVES:
        details = {}
    audit = AuditEntry(new.created_at, login, "ticket.filed_at_counter", new.reference, details)
    event = TicketEvent(new.created_at, login, "counter")
    try:
        await request.app[STORE].file_for(new, event, messages, audit, wakeups)
    except ReferenceTakenError:
        known = await request.app[STORE].ticket(new.reference)
        return known is not None and (known.link, known.story) == (new.link, new.story)
    return True


def as_ticket(new: NewTicket) -> Ticket:
    """The ticket as it will be kept."""
    return Ticket(
        **asdict(new),
        state=TicketState.RECEIVED,
        outcome=None,
        reason=None,
        assignee=None,
        updated_at=new.created_at,
        version=1,
    )


async def receipt_of(request: web.Request, new: NewTicket) -> web.Response:
    """The receipt to print, for an officer who sees the ticket no more (another region, a grave matter)."""
    return await render(
        request,
        "letter.html",
        kind="receipt",
        ticket=as_ticket(new),
        sensitive=new.motive in SENSITIVE_MOTIVES,
        adverse=False,
        until=request.app[SETTINGS].now(),
        alone=True,
    )
