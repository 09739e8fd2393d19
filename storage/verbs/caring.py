"""What the store does for operators and for those whose data it keeps, beside the way of a message."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from storage.milestones import NOTHING, Milestone, Shipped
from storage.person import Erasure, Person
from storage.records import AuditEntry
from storage.verbs.engine import Engine
from storage.work import attempts, care, overview, person, trail

# Each method is described by the protocol, storage/store.py.
# ruff: noqa: D102


class Caring(Engine):
    """What operators and housekeeping work with."""

    async def person(self, phone: str) -> Person:
        found: Person = await self._read(person.tell, phone)
        return found

    async def erase_person(self, phone: str, hold_seconds: int, entry: AuditEntry) -> Erasure:
        erasure: Erasure = await self._write(person.erase, phone, hold_seconds, entry)
        return erasure

    async def verify_audit(self, shipped: Shipped = NOTHING) -> int | None:
        broken: int | None = await self._apart(trail.verify, shipped)
        return broken

    async def milestone(self) -> Milestone:
        found: Milestone = await self._read(trail.milestone)
        return found

    async def purge(self, now: int, sign_in_seconds: int = care.SIGN_IN_SECONDS) -> None:
        await self._write(care.purge, now, sign_in_seconds)

    async def count_attempts(self, kind: str, key: str, since: int) -> int:
        number: int = await self._read(attempts.count, kind, key, since)
        return number

    async def record_attempt(self, kind: str, keys: Sequence[str], now: int) -> None:
        await self._write(attempts.record, kind, keys, now)

    async def clear_attempts(self, kind: str, keys: Sequence[str]) -> None:
        await self._write(attempts.clear, kind, keys)

    async def audit(self, entries: Sequence[AuditEntry]) -> None:
        await self._write(trail.append, entries)

    async def audit_rows(self) -> AsyncIterator[tuple[int, AuditEntry, bytes, bytes]]:
        rows = await self._read(trail.page, 0)
        while rows:
            for row in rows:
                yield row.number, row.entry, row.previous, row.hash
            rows = await self._read(trail.page, rows[-1].number)

    async def counts(self) -> dict[str, int]:
        figures: dict[str, int] = await self._read(overview.counts)
        return figures
