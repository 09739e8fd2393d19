"""The part of the engine that knows associations; described by the protocol, storage/associations.py."""

from __future__ import annotations

from storage.associations import Association, AssociationStore, Listed
from storage.records import AuditEntry
from storage.verbs.engine import Engine
from storage.work import associations

# ruff: noqa: D102


class Helping(Engine, AssociationStore):
    """`AssociationStore` on whichever engine."""

    async def save_association(self, name: str, phone: str, audit: AuditEntry) -> bool:
        saved: bool = await self._write(associations.save, name, phone, audit)
        return saved

    async def remove_association(self, name: str, audit: AuditEntry) -> bool:
        removed: bool = await self._write(associations.remove, name, audit)
        return removed

    async def list_household(self, name: str, household: Listed, audit: AuditEntry) -> bool:
        listed: bool = await self._write(associations.put_on, name, household, audit)
        return listed

    async def unlist_household(self, name: str, case_id: str, audit: AuditEntry) -> bool:
        removed: bool = await self._write(associations.take_off, name, case_id, audit)
        return removed

    async def associations(self) -> list[Association]:
        found: list[Association] = await self._read(associations.every)
        return found

    async def association_of(self, phone: str) -> Association | None:
        found: Association | None = await self._read(associations.of_phone, phone)
        return found
