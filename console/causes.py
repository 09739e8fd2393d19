"""Several tickets of one cause: which causes an officer may see, and their tickets."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from console.workflow import OPEN
from console.worklists import query_of
from storage.records import Officer, Ticket, TicketQuery
from storage.records.casework import Cause
from storage.store import Store

#: Shown and answered in one go; of a larger cause the rest follows in the next.
MOST = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """A cause, with how many of its tickets an officer sees and how many of these wait for an answer."""

    cause: Cause
    tickets: int
    waiting: int


async def tickets_of(store: Store, cause: Cause, officer: Officer, now: int) -> list[Ticket]:
    """The cause's tickets that this officer sees."""
    return await store.tickets(replace(_query(cause, officer, now), limit=MOST))


async def listed(store: Store, officer: Officer, now: int) -> list[Listed]:
    """The causes of tickets that this officer sees, and those that the officer named."""
    found = [await count_of(store, cause, officer, now) for cause in await store.causes()]
    return [one for one in found if one.tickets or one.cause.actor == officer.login]


async def count_of(store: Store, cause: Cause, officer: Officer, now: int) -> Listed:
    """How many of its tickets this officer sees."""
    query = _query(cause, officer, now)
    waiting = await store.count_tickets(replace(query, states=OPEN))
    return Listed(cause, await store.count_tickets(query), waiting)


async def access_cause(store: Store, number: int, officer: Officer, now: int) -> Cause | None:
    """The cause where it is for this officer: who sees none of its tickets does not learn of it."""
    cause = await store.cause(number)
    if cause is None:
        return None
    own = cause.actor == officer.login
    return cause if own or await store.count_tickets(_query(cause, officer, now), 1) else None


def _query(cause: Cause, officer: Officer, now: int) -> TicketQuery:
    return query_of("cause", officer, now, str(cause.cause_id))
