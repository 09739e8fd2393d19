"""What goes on around a ticket, as the store keeps it: clocks, alerts, tasks, what belongs together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from storage.records import AuditEntry, MtMessage, NewTicket, NewWakeup, Task, TicketEvent
from storage.records.casework import Alert, Cause, Reading, Ticking


class CaseworkStore(Protocol):
    """The part of `Store` that keeps what surrounds tickets."""

    async def due_clocks(self, now: int, limit: int) -> list[Ticking]:
        """The clocks to look at, the longest due first."""

    async def pauses(self, reference: str) -> list[tuple[int, int | None]]:
        """When a ticket waited for its person; None while it still does."""

    async def keep_reading(self, reading: Reading) -> bool:
        """Write what came of looking at a clock, its alerts once each; False where the ticket moved."""

    async def stir_clocks(self, rules: str, audit: AuditEntry) -> int:
        """Have the clocks that were set by other rules looked at; how many, which the audit says too."""

    async def alerts(self, reference: str) -> list[Alert]:
        """A ticket's alerts, newest first."""

    async def see_alerts(self, reference: str, login: str, audit: AuditEntry) -> int:
        """Somebody takes notice of a ticket's alerts; how many there were."""

    async def task(self, reference: str, kind: str) -> Task | None:
        """What somebody has to do beside answering the ticket."""

    async def open_cause(self, title: str, audit: AuditEntry) -> int:
        """A new cause of several tickets; its id."""

    async def causes(self) -> list[Cause]:
        """The causes, newest first."""

    async def cause(self, number: int) -> Cause | None:
        """One cause."""

    async def join_cause(self, cause: int | None, event: TicketEvent, audit: AuditEntry) -> bool:
        """The ticket `audit.subject` is of a cause, and of no other; None takes it out.

        False, and nothing is done, where that is so already, or the matter is a sensitive one.
        """

    async def cause_of(self, reference: str) -> int | None:
        """Of which cause a ticket is."""

    async def file_for(
        self,
        ticket: NewTicket,
        event: TicketEvent,
        messages: Sequence[MtMessage],
        audit: AuditEntry,
        wakeups: Sequence[NewWakeup] = (),
    ) -> None:
        """File a ticket for somebody, with what is told. Raises `ReferenceTakenError`."""
