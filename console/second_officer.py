"""Four eyes: who proposed a decision does not confirm it."""

from __future__ import annotations

from console.workflow import NotAllowedError
from storage.records import Officer, Ticket, TicketState
from storage.store import Store


async def proposed_by(store: Store, ticket: Ticket) -> str:
    """The login of who proposed the decision that waits for a second officer; "" where none waits."""
    if ticket.state is not TicketState.PROPOSED:
        return ""
    proposals = [event.actor for event in await store.events(ticket.reference) if event.kind == "proposed"]
    return proposals[-1] if proposals else ""


async def check_second(store: Store, ticket: Ticket, officer: Officer) -> None:
    """Raises `NotAllowedError` where this officer is the one who proposed, or nobody did."""
    if await proposed_by(store, ticket) in {"", officer.login}:
        raise NotAllowedError
