"""What the store does for operators and for those whose data it keeps, beside the way of a message."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from storage.milestones import NOTHING, Milestone, Shipped
from storage.person import Erasure, Person
from storage.records import AuditEntry
from storage.sqlite import care, person, trail


class Caring:
    """A part of `SqliteStore`, which gives it its connections."""

    _read: Callable[..., asyncio.Future[Any]]
    _write: Callable[..., asyncio.Future[Any]]
    _apart: Callable[..., Any]

    async def person(self, phone: str) -> Person:
        """See `Store`."""
        found: Person = await self._read(person.tell, phone)
        return found

    async def erase_person(self, phone: str, hold_seconds: int, entry: AuditEntry) -> Erasure:
        """See `Store`."""
        erasure: Erasure = await self._write(person.erase, phone, hold_seconds, entry)
        return erasure

    async def verify_audit(self, shipped: Shipped = NOTHING) -> int | None:
        """See `Store`."""
        broken: int | None = await self._apart(trail.verify, shipped)
        return broken

    async def milestone(self) -> Milestone:
        """See `Store`."""
        found: Milestone = await self._read(trail.milestone)
        return found

    async def backup(self, target: Path) -> None:
        """Copy the database, as of one moment, to a new file while the service goes on."""
        await self._apart(care.backup, target)

    async def integrity_problems(self) -> list[str]:
        """What SQLite finds wrong with the file; it does not see an edited row (`verify_audit` does)."""
        problems: list[str] = await self._apart(care.integrity_problems)
        return problems
