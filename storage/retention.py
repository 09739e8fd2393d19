"""How long what is kept, what is on hold, and the part of the `Store` protocol that forgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from storage.errors import StoreError
from storage.records import AuditEntry

DAY = 24 * 3600


class HeldError(StoreError):
    """This is on hold already, or is not."""


@dataclass(frozen=True, slots=True)
class Periods:
    """Days, 0 for good: ended tickets by motive (`tickets` where none is named), messages, and so on.

    `conversations` are sessions that nobody went on with, `sign_ins` officers' that nobody used.
    """

    tickets: int = 0
    by_motive: Mapping[str, int] = field(default_factory=dict)
    messages: int = 0
    conversations: int = 0
    sign_ins: int = 30

    def of_motive(self, motive: str) -> int:
        """How long an ended ticket of a motive is kept."""
        return self.by_motive.get(motive, self.tickets)


@dataclass(frozen=True, slots=True)
class Hold:
    """One ticket, or every ticket of a case (`reference` None), that nothing may purge or erase."""

    number: int
    reference: str | None
    at: int
    actor: str
    why: str


@dataclass(frozen=True, slots=True)
class Due:
    """How many rows of a kind are past their time; `what` is a motive or a kind of row."""

    what: str
    days: int
    rows: int


@dataclass(frozen=True, slots=True)
class Swept:
    """What a batch did: how many were forgotten, and where to go on; None at the end."""

    forgotten: int
    place: int | bytes | None = None


class RetentionStore(Protocol):
    """Forgetting by age, past what is on hold; each batch is a short piece of work."""

    async def hold(self, why: str, audit: AuditEntry, case_id: str | None = None) -> None:
        """Put the ticket `audit.subject`, or every ticket of a case, on hold. Raises `HeldError`."""

    async def release(self, audit: AuditEntry, case_id: str | None = None) -> None:
        """End such a hold. Raises `HeldError`."""

    async def holds(self) -> list[Hold]:
        """All of them, newest first."""

    async def holds_of(self, reference: str) -> list[Hold]:
        """Those that keep a ticket: its own, and its case's."""

    async def due_rows(self, periods: Periods, now: int) -> Sequence[Due]:
        """How much is past its time; a full walk, on a connection of its own."""

    async def ended_motives(self) -> list[str]:
        """The motives of ended tickets that are not forgotten yet."""

    async def forget_tickets(self, motive: str, before: int, limit: int, audit: AuditEntry) -> Swept:
        """Forget the words of ended tickets; their motive, dates and outcome stay for the figures."""

    async def forget_messages(self, kind: str, place: int, before: int, limit: int) -> Swept:
        """Remove messages (`mo`, `mt`) behind an id; not those of a phone with an open or held ticket."""

    async def forget_conversations(self, place: bytes, before: int, limit: int) -> Swept:
        """Remove sessions behind a key; `stop` stays."""

    async def settle(self, *, rewrite: bool = False) -> None:
        """Bring what was removed to the disk, so that no file of the store holds it any more.

        PostgreSQL needs `rewrite` for that, which holds up whoever works with the table being written anew.
        """
