"""The part of the engine that changes keys; described by the protocol, storage/rotation.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storage.records import AuditEntry
from storage.rotation import Holder, Rotation, Step
from storage.verbs.engine import Engine
from storage.work import rotating

# ruff: noqa: D102


class Keying(Engine):
    """What `RotationStore` asks, on whichever engine."""

    async def sealed_with(self) -> int:
        key_id: int = await self._read(rotating.sealed_with)
        return key_id

    async def rotation(self) -> Rotation | None:
        found: Rotation | None = await self._read(rotating.find)
        return found

    async def begin_rotation(self, key_id: int, audit: AuditEntry) -> Rotation:
        total: int = await self._apart(rotating.rows)
        begun: Rotation = await self._write(rotating.begin, key_id, total, audit)
        await self._write(rotating.follow)
        return begun

    async def renew_some(self, limit: int, now: int) -> Step:
        step: Step = await self._write(rotating.renew_some, limit, now)
        return step

    async def rotation_again(self) -> None:
        await self._write(rotating.again, await self._apart(rotating.rows))

    async def end_rotation(self, audit: AuditEntry) -> None:
        await self._write(rotating.end, audit)

    async def sealed_rows(self) -> Mapping[str, Mapping[int, int]]:
        found: Mapping[str, Mapping[int, int]] = await self._apart(rotating.sealed_rows)
        return found

    async def key_holders(self) -> Sequence[Holder]:
        found: Sequence[Holder] = await self._read(rotating.holders)
        return found
