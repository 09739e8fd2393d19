"""What is answered under a ticket gets its decision too; another phone of the household hears it, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from console.desk import Desk, NoticeKind
from storage.records import (
    MtMessage,
    Outcome,
    Priority,
    Ticket,
    TicketChange,
    TicketEvent,
    TicketQuery,
)
from storage.store import Store

MOST = 100


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a ticket, by whom."""

    outcome: Outcome
    reason: str
    at: int
    login: str


async def followers(store: Store, ticket: Ticket) -> list[Ticket]:
    """What is answered under a ticket; what its person took back is answered no more."""
    query = TicketQuery(listed="merged", listed_key=ticket.reference, sensitive=None, limit=MOST)
    return [one for one in await store.tickets(query) if one.outcome is not Outcome.WITHDRAWN]


def elsewhere(ticket: Ticket, following: Sequence[Ticket]) -> list[Ticket]:
    """The first ticket of each other phone: it hears the decision under the number that it knows."""
    phones: dict[str, Ticket] = {}
    for one in following:
        if one.phone not in {"", ticket.phone}:
            phones.setdefault(one.phone, one)
    return list(phones.values())


def told_of(one: Ticket, outcome: Outcome, reason: str, desk: Desk) -> MtMessage:
    """How such a phone is told."""
    text = desk.notice(one, NoticeKind.DECIDED, outcome=outcome, reason=reason)
    return desk.message(one, text, Priority.DECISION)


async def followed(
    ticket: Ticket, decision: Decision, store: Store, desk: Desk
) -> tuple[list[TicketChange], list[MtMessage]]:
    """The changes and messages that go with a ticket's own decision, for the same transaction."""
    following = await followers(store, ticket)
    event = TicketEvent(decision.at, decision.login, "answered_with")
    changes = [
        TicketChange(one.reference, event, outcome=decision.outcome, reason=decision.reason)
        for one in following
    ]
    messages = []
    for one in elsewhere(ticket, following):
        if await desk.is_still_theirs(one, await store.session(one.phone)):
            messages.append(told_of(one, decision.outcome, decision.reason, desk))
        else:
            changes.append(TicketChange(one.reference, TicketEvent(decision.at, "service", "withheld")))
    return changes, messages
