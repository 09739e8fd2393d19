"""The lists beside the queue: whom to call, what other desks owe, what the registry owes, what is alarming.

Each is the queue with one condition more, so whoever may not see a ticket does not see it here, nor count it.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from console.filters import ALL, Filter
from console.marks import _
from storage.records import Instruction, Officer, Task, Ticket, TicketQuery
from storage.records.casework import Alert
from storage.store import Store

LISTS = {
    "alert": _("Alerts"),
    "call": _("To call back"),
    "desk": _("With another desk"),
    "remedy": _("Waiting for the registry"),
}
SIZE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket of a list, with what the list is about."""

    ticket: Ticket
    task: Task | None = None
    order: Instruction | None = None
    alerts: tuple[Alert, ...] = ()


def query_of(name: str, officer: Officer, now: int, key: str = "") -> TicketQuery:
    """What of the list this officer may see; sensitive tickets only for those who have that right."""
    query = Filter(state=ALL).query(officer, now, SIZE)
    return replace(query, listed=name, listed_key=key, sensitive=None if officer.sensitive else False)


async def lines_of(store: Store, name: str, officer: Officer, now: int) -> list[Line]:
    """The list's lines, those due first on top."""
    tickets = await store.tickets(query_of(name, officer, now))
    lines = [await _line(store, name, ticket, officer) for ticket in tickets]
    return [line for line in lines if name != "alert" or line.alerts]


async def _line(store: Store, name: str, ticket: Ticket, officer: Officer) -> Line:
    if name == "alert":
        alerts = await store.alerts(ticket.reference)
        return Line(ticket, alerts=tuple(one for one in alerts if _is_for(one, ticket, officer)))
    if name == "remedy":
        return Line(ticket, order=await store.instruction(ticket.reference))
    return Line(ticket, task=await store.task(ticket.reference, name))


def _is_for(alert: Alert, ticket: Ticket, officer: Officer) -> bool:
    """An officer's are its assignee's, or everybody's where nobody has it; a supervisor sees them all."""
    if alert.seen_at is not None:
        return False
    if {"supervisor", "auditor"} & set(officer.roles):
        return True
    return alert.level == "officer" and ticket.assignee in {None, officer.login}
