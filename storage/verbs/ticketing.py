"""Tickets: found, read, changed; what surrounds them is caseworking's."""

from __future__ import annotations

from collections.abc import Sequence

from storage.records import (
    AuditEntry,
    Instruction,
    MtMessage,
    NewWakeup,
    Rating,
    ThreadMessage,
    Ticket,
    TicketChange,
    TicketEvent,
    TicketQuery,
)
from storage.verbs.engine import Engine
from storage.work import instructions, overview, queues, ratings, tickets

# Each method is described by the protocol, storage/store.py.
# ruff: noqa: D102


class Ticketing(Engine):
    """What officers decide on."""

    async def tickets(self, query: TicketQuery) -> list[Ticket]:
        found: list[Ticket] = await self._read(queues.tickets, query)
        return found

    async def count_each(self, queries: Sequence[TicketQuery], most: int) -> list[int]:
        numbers: list[int] = await self._read(queues.count_each, queries, most)
        return numbers

    async def count_tickets(self, query: TicketQuery, most: int | None = None) -> int:
        number: int = await self._read(queues.count, query, most)
        return number

    async def open_regions(self) -> list[str]:
        found: list[str] = await self._read(queues.regions)
        return found

    async def ticket(self, reference: str) -> Ticket | None:
        found: Ticket | None = await self._read(tickets.one, reference)
        return found

    async def events(self, reference: str) -> list[TicketEvent]:
        found: list[TicketEvent] = await self._read(tickets.events, reference)
        return found

    async def change_ticket(
        self,
        changes: Sequence[TicketChange],
        messages: Sequence[MtMessage] = (),
        audit: Sequence[AuditEntry] = (),
        wakeups: Sequence[NewWakeup] = (),
        instructions: Sequence[Instruction] = (),
    ) -> None:
        await self._write(tickets.act, changes, messages, audit, wakeups, instructions, int(self._now()))

    async def instruction(self, reference: str) -> Instruction | None:
        found: Instruction | None = await self._read(instructions.find, reference)
        return found

    async def unsettled_instructions(self, after: str, limit: int) -> list[Instruction]:
        found: list[Instruction] = await self._read(instructions.unsettled, after, limit)
        return found

    async def rating(self, reference: str) -> Rating | None:
        found: Rating | None = await self._read(ratings.find, reference)
        return found

    async def thread(self, phone: str, limit: int = 50) -> list[ThreadMessage]:
        found: list[ThreadMessage] = await self._read(overview.thread, phone, limit)
        return found
