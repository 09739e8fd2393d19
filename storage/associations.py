"""Associations that file for households: a registered phone each, and the households on its list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from storage.records import AuditEntry


@dataclass(frozen=True, slots=True)
class Listed:
    """A household on a list: its case, the last digits of its number (`ending`), and its commune."""

    case_id: str
    ending: str
    commune: str = ""


@dataclass(frozen=True, slots=True)
class Association:
    """An association by its name, with its phone (E.164) and its list, in the order in which it grew."""

    name: str
    phone: str
    households: tuple[Listed, ...] = ()


class AssociationStore(Protocol):
    """The part of `Store` that knows associations; what changes one is audited in the same transaction."""

    async def save_association(self, name: str, phone: str, audit: AuditEntry) -> bool:
        """Add it, or give it another phone; False where the phone is another association's."""

    async def remove_association(self, name: str, audit: AuditEntry) -> bool:
        """Forget it with its list; False where there is none."""

    async def list_household(self, name: str, household: Listed, audit: AuditEntry) -> bool:
        """Put a household on its list, once; False where there is no such association."""

    async def unlist_household(self, name: str, case_id: str, audit: AuditEntry) -> bool:
        """Take a household off its list; False where it is not on it."""

    async def associations(self) -> list[Association]:
        """All of them, by name."""

    async def association_of(self, phone: str) -> Association | None:
        """The one whose phone this is."""
