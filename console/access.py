"""Who may see and work on what: the one place where a ticket is handed to an officer."""

from __future__ import annotations

from storage.desk import News
from storage.records import (
    DECIDED_BY,
    SECOND_LEVEL,
    SENSITIVE_MOTIVES,
    UNIT,
    AuditEntry,
    Officer,
    ThreadMessage,
    Ticket,
    TicketQuery,
)
from storage.store import Store

READERS = frozenset({"officer", "supervisor", "auditor"})
#: Of a phone that writes much, so many messages can be looked at.
MOST_MESSAGES = 500
WORKERS = frozenset({"officer", "supervisor"})


class NoTicketError(Exception):
    """No such ticket, or not for this officer: one answer to both, so that nobody learns what exists."""


def may_read(officer: Officer) -> bool:
    """Whether this account sees cases; an administrator never does, whatever else the account is."""
    return bool(READERS & set(officer.roles)) and "administrator" not in officer.roles


def may_work(officer: Officer) -> bool:
    """Whether this account may change tickets."""
    return may_read(officer) and bool(WORKERS & set(officer.roles))


def may_give(officer: Officer) -> bool:
    """Whether this account may give tickets to a colleague."""
    return may_work(officer) and "supervisor" in officer.roles


async def may_work_on(store: Store, officer: Officer, ticket: Ticket) -> bool:
    """Whether this account may change this ticket.

    What was brought before a supervisor is a supervisor's who had no hand in the first decision, and one of
    another unit where there is one.
    """
    if not ticket.subject.get(SECOND_LEVEL):
        return may_work(officer)
    if not _may_decide_again(officer, ticket):
        return False
    if _is_outside(officer, ticket):
        return True
    return not any(
        _may_decide_again(one, ticket) and _is_outside(one, ticket) and sees(one, ticket) and not one.disabled
        for one in await store.officers()
    )


def _may_decide_again(officer: Officer, ticket: Ticket) -> bool:
    supervises = may_work(officer) and "supervisor" in officer.roles
    return supervises and officer.login not in ticket.subject.get(DECIDED_BY, ())


def _is_outside(officer: Officer, ticket: Ticket) -> bool:
    """Whether the officer shares no region with the unit that decided; whoever has all regions is of none."""
    return set(ticket.subject.get(UNIT, ())).isdisjoint(officer.regions)


async def access_ticket(
    store: Store, officer: Officer, reference: str, now: int, *, work: bool, again: bool = False
) -> Ticket:
    """The ticket, to read or to `work` on. Audited, refusals and guesses too. Raises `NoTicketError`.

    `again`: an open page asks what is new on it; that it was read was audited when it was opened.
    """
    ticket = await store.ticket(reference)
    allowed = ticket is not None and sees(officer, ticket)
    if ticket and allowed:
        allowed = await may_work_on(store, officer, ticket) if work else may_read(officer)
    action = "ticket.read" if allowed else "ticket.refused"
    if not (allowed and again):
        await store.audit([AuditEntry(now, officer.login, action, reference)])
    if ticket is None or not allowed:
        raise NoTicketError
    return ticket


def sees(officer: Officer, ticket: Ticket | News) -> bool:
    """Whether the ticket is of this officer's regions and programmes, and of no matter kept from them."""
    in_region = not officer.regions or ticket.region in officer.regions
    in_programme = not officer.programmes or ticket.programme in officer.programmes
    in_matter = officer.sensitive or ticket.motive not in SENSITIVE_MOTIVES
    return in_region and in_programme and in_matter and ticket.reference not in officer.kept_from


async def thread_of(
    store: Store, officer: Officer, ticket: Ticket, most: int = MOST_MESSAGES
) -> list[ThreadMessage] | None:
    """The newest messages of the ticket's phone; None where something sensitive is not for this officer."""
    if not ticket.phone:
        return []
    for reference in officer.kept_from:
        kept = await store.ticket(reference)
        if kept is not None and kept.phone == ticket.phone:
            return None
    if not officer.sensitive:
        hidden = await store.count_tickets(TicketQuery(phone=ticket.phone, sensitive=True))
        if hidden:
            return None
    return await store.thread(ticket.phone, most)
