"""Sealing the store anew with another key: the part of the `Store` protocol that it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from storage.errors import StoreError
from storage.records import AuditEntry


class RotationError(StoreError):
    """The keys cannot be changed now; the sentence says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """One that is under way: `passed` of `total` rows were seen; `moved_at` tells when it last got on."""

    key_id: int
    actor: str
    began_at: int
    place: str
    passed: int
    total: int
    moved_at: int


@dataclass(frozen=True, slots=True)
class Step:
    """What one batch did: rows seen, sealed anew, and those that do not open (left as they are).

    `is_end` where the last table's end was reached.
    """

    seen: int
    renewed: int
    damaged: int
    is_end: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """A process that shares the store, the keys that it knows, and the one that it seals with."""

    name: str
    ids: tuple[int, ...]
    current: int


class RotationStore(Protocol):
    """How a store is sealed anew, a batch at a time, while others work with it."""

    async def audit(self, entries: Sequence[AuditEntry]) -> None:
        """See `Store`."""

    async def sealed_with(self) -> int:
        """The key that all of the store was sealed with when a rotation last ended, or when it was begun."""

    async def rotation(self) -> Rotation | None:
        """The one that is under way."""

    async def begin_rotation(self, key_id: int, audit: AuditEntry) -> Rotation:
        """From now on `key_id` seals; the one under way where it is the same key's."""

    async def renew_some(self, limit: int, now: int) -> Step:
        """Seal the next rows anew, and remember the place, in one transaction."""

    async def rotation_again(self) -> None:
        """Once more from the beginning."""

    async def end_rotation(self, audit: AuditEntry) -> None:
        """All is sealed with the current key."""

    async def sealed_rows(self) -> Mapping[str, Mapping[int, int]]:
        """How many values each key sealed, by table; a full walk, on a connection of its own."""

    async def settle(self, *, rewrite: bool = False) -> None:
        """See `RetentionStore`."""

    async def key_holders(self) -> Sequence[Holder]:
        """The processes that share the store and may read key files of their own."""
