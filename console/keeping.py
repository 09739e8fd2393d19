"""Who is kept away from a ticket: an officer that a complaint names learns neither of it nor what it says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from msgspec.structs import replace

from console.access import may_read, may_work, sees
from console.followers import followers
from storage.records import AuditEntry, Officer, Ticket, TicketChange, TicketEvent
from storage.records.officers import unit_mark
from storage.store import Store


def may_keep_away(officer: Officer) -> bool:
    """Supervisors, and those who handle sensitive matters."""
    return may_work(officer) and ("supervisor" in officer.roles or officer.sensitive)


async def readers_of(store: Store) -> list[Officer]:
    """The accounts that may see tickets at all."""
    return [one for one in await store.officers() if may_read(one) and not one.disabled]


def with_their_unit(named: Collection[str], everybody: Iterable[Officer]) -> set[str]:
    """Those named, everybody of their regions, and these as units; whoever has all regions is of no unit."""
    people = list(everybody)
    regions = {region for one in people if one.login in named for region in one.regions}
    theirs = (one.login for one in people if regions.intersection(one.regions))
    return {*named, *theirs, *map(unit_mark, regions)}


def units_among(away: Iterable[str]) -> set[str]:
    """The marks of units among those kept away."""
    return {name for name in away if name.startswith(unit_mark(""))}


def is_away(officer: Officer, away: Collection[str]) -> bool:
    """Whether an officer is among them, by name or by unit."""
    return not set(away).isdisjoint(officer.known_as)


def somebody_is_left(ticket: Ticket, away: Collection[str], everybody: Iterable[Officer]) -> bool:
    """Whether anybody may still work on it, whoever was kept away before."""
    return any(
        may_work(one) and not is_away(one, away) and sees(replace(one, kept_from=()), ticket)
        for one in everybody
    )


async def keep_away(
    store: Store, ticket: Ticket, away: Collection[str], officer: Officer, at: int, seen_version: int
) -> None:
    """Keep these away and no others, from what is answered with it too. Raises `TicketMovedError`."""
    await _keep_from(store, ticket, away, officer, at, seen_version)
    for one in await followers(store, ticket):
        await _keep_from(store, one, away, officer, at, one.version)


async def kept_alike(store: Store, tickets: Sequence[Ticket], officer: Officer, at: int) -> list[Ticket]:
    """The tickets as they are once whoever is kept away from one is kept away from all."""
    kept = [set(await store.kept_away(one.reference)) for one in tickets]
    away = set().union(*kept)
    return [
        one if known == away else await _kept(store, one, away, officer, at)
        for one, known in zip(tickets, kept, strict=True)
    ]


async def _kept(store: Store, ticket: Ticket, away: Collection[str], officer: Officer, at: int) -> Ticket:
    await _keep_from(store, ticket, away, officer, at, ticket.version)
    return replace(ticket, version=ticket.version + 1)


async def _keep_from(
    store: Store, ticket: Ticket, away: Collection[str], officer: Officer, at: int, seen_version: int
) -> None:
    """None of those kept away keeps the ticket."""
    logins = sorted(away)
    change = TicketChange(
        ticket.reference,
        TicketEvent(at, officer.login, "kept_away"),
        expected_version=seen_version,
        assignee="" if ticket.assignee in away else None,
    )
    entry = AuditEntry(
        at, officer.login, "ticket.kept_away", ticket.reference, {"officers": " ".join(logins)}
    )
    await store.keep_away(ticket.reference, logins, change, entry)
