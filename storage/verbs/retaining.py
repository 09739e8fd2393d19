"""The part of the engine that forgets; described by the protocol, storage/retention.py."""

from __future__ import annotations

from collections.abc import Sequence

from storage.records import AuditEntry
from storage.retention import Due, Hold, Periods, Swept
from storage.verbs.engine import Engine
from storage.work import retaining

# ruff: noqa: D102


class Retaining(Engine):
    """What `RetentionStore` asks, on whichever engine."""

    async def hold(self, why: str, audit: AuditEntry, case_id: str | None = None) -> None:
        await self._write(retaining.hold, why, audit, case_id)

    async def release(self, audit: AuditEntry, case_id: str | None = None) -> None:
        await self._write(retaining.release, audit, case_id)

    async def holds(self) -> list[Hold]:
        found: list[Hold] = await self._read(retaining.every)
        return found

    async def holds_of(self, reference: str) -> list[Hold]:
        found: list[Hold] = await self._read(retaining.of_ticket, reference)
        return found

    async def due_rows(self, periods: Periods, now: int) -> Sequence[Due]:
        found: Sequence[Due] = await self._apart(retaining.due, periods, now)
        return found

    async def ended_motives(self) -> list[str]:
        found: list[str] = await self._apart(retaining.motives)
        return found

    async def forget_tickets(self, motive: str, before: int, limit: int, audit: AuditEntry) -> Swept:
        swept: Swept = await self._write(retaining.tickets, motive, before, limit, audit)
        return swept

    async def forget_messages(self, kind: str, place: int, before: int, limit: int) -> Swept:
        swept: Swept = await self._write(retaining.messages, kind, place, before, limit)
        return swept

    async def forget_conversations(self, place: bytes, before: int, limit: int) -> Swept:
        swept: Swept = await self._write(retaining.conversations, place, before, limit)
        return swept
