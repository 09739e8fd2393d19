"""The part of the engine that keeps what surrounds tickets; described by storage/casework.py."""

from __future__ import annotations

from collections.abc import Sequence

from storage.casework import CaseworkStore
from storage.records import AuditEntry, MtMessage, NewTicket, NewWakeup, Task, TicketEvent
from storage.records.casework import Alert, Cause, Reading, Ticking
from storage.verbs.engine import Engine
from storage.work import casework, tickets

# ruff: noqa: D102


class Caseworking(Engine, CaseworkStore):
    """`CaseworkStore` on whichever engine."""

    async def due_clocks(self, now: int, limit: int) -> list[Ticking]:
        found: list[Ticking] = await self._read(casework.due, now, limit)
        return found

    async def pauses(self, reference: str) -> list[tuple[int, int | None]]:
        found: list[tuple[int, int | None]] = await self._read(casework.pauses, reference)
        return found

    async def keep_reading(self, reading: Reading) -> bool:
        found: bool = await self._write(casework.keep, reading)
        return found

    async def stir_clocks(self, rules: str, audit: AuditEntry) -> int:
        found: int = await self._write(casework.stir, rules, audit)
        return found

    async def alerts(self, reference: str) -> list[Alert]:
        found: list[Alert] = await self._read(casework.alerts, reference)
        return found

    async def see_alerts(self, reference: str, login: str, audit: AuditEntry) -> int:
        found: int = await self._write(casework.see, reference, login, audit)
        return found

    async def task(self, reference: str, kind: str) -> Task | None:
        found: Task | None = await self._read(casework.task, reference, kind)
        return found

    async def open_cause(self, title: str, audit: AuditEntry) -> int:
        found: int = await self._write(casework.open_cause, title, audit)
        return found

    async def causes(self) -> list[Cause]:
        found: list[Cause] = await self._read(casework.causes)
        return found

    async def cause(self, number: int) -> Cause | None:
        found: Cause | None = await self._read(casework.cause, number)
        return found

    async def join_cause(self, cause: int | None, event: TicketEvent, audit: AuditEntry) -> bool:
        joined: bool = await self._write(casework.join, cause, event, audit)
        return joined

    async def cause_of(self, reference: str) -> int | None:
        found: int | None = await self._read(casework.cause_of, reference)
        return found

    async def file_for(
        self,
        ticket: NewTicket,
        event: TicketEvent,
        messages: Sequence[MtMessage],
        audit: AuditEntry,
        wakeups: Sequence[NewWakeup] = (),
    ) -> None:
        await self._write(tickets.file_for, ticket, event, messages, audit, wakeups)
