"""Changes the key that seals: the store row by row beside whoever works with it, then the registry's files.

The order makes it safe to be killed at any point. The new key opens everywhere before it seals anywhere; the
store's own check is sealed anew last, so that it tells whether all of this was done (docs/adr/0018).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from programmes.registry.generation import Generations, ImportUnderWayError
from programmes.registry.resealing import marks, reseal_cache
from sms_gateway.registry_vault import HOUSEHOLD
from storage.fields import Keys, SealError
from storage.records import AuditEntry
from storage.rotation import RotationError, RotationStore

BATCH = 200
#: How long a process may take to see a key that was added.
KNOWN_SECONDS = 8.0
_LOOK_SECONDS = 0.5
REGISTRY = "registry"

#: Told how many rows were seen, and of how many.
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Rotator:
    """Changes the keys of one store and of the registry's files beside it; `who` stands in the audit."""

    store: RotationStore
    keys: Keys
    registry: Generations
    cache: Path
    who: str
    progress: Progress = lambda _done, _total: None
    pace: float = 0.0
    known_seconds: float = KNOWN_SECONDS
    renewed: int = 0
    damaged: int = 0
    _began: float = field(default_factory=time.monotonic)

    async def is_unfinished(self) -> bool:
        """Whether something may still be sealed with an older key."""
        return await self.store.rotation() is not None or await self.store.sealed_with() != self.keys.current

    async def add(self) -> int:
        """A new key that opens and does not seal yet; one that waits already is not joined by another."""
        if max(self.keys.ids) == self.keys.current:
            self.keys.replace(self.keys.held.with_new())
        return max(self.keys.ids)

    async def rotate(self) -> int:
        """Go on with what was begun, or begin anew with the newest key; the key that seals now.

        Raises `RotationError` where a process does not know the key, or an import is under way.
        """
        key_id = self.keys.current
        if not await self.is_unfinished():
            key_id = await self.add()
            await self._is_known(key_id)
        if self.keys.held.current != key_id:
            self.keys.replace(self.keys.held.led_by(key_id))
        await self.store.begin_rotation(key_id, self._entry("keys.rotation_began", key_id))
        await self._renew_store()
        await self._renew_registry()
        done = {"renewed": self.renewed, "damaged": self.damaged}
        await self.store.end_rotation(self._entry("keys.rotated", key_id, done))
        await self.store.settle()
        return key_id

    def _entry(self, action: str, key_id: int, details: Mapping[str, int] | None = None) -> AuditEntry:
        return AuditEntry(int(time.time()), self.who, action, f"key {key_id}", dict(details or {}))

    async def _is_known(self, key_id: int) -> None:
        """Wait until every process that shares the store knows the key."""
        end = time.monotonic() + self.known_seconds
        while lacking := [one.name for one in await self.store.key_holders() if key_id not in one.ids]:
            if time.monotonic() > end:
                raise RotationError(
                    f"Key {key_id} is not known yet to {', '.join(lacking)}: copy the key file there, then "
                    "rotate again. Nothing is sealed with it so far."
                )
            await asyncio.sleep(_LOOK_SECONDS)

    async def _renew_store(self) -> None:
        """Passes until one finds nothing more: others may have sealed with the old key for a moment."""
        while await self._pass():
            await self.store.rotation_again()

    async def _pass(self) -> int:
        renewed = self.damaged = 0
        while True:
            began = time.monotonic()
            step = await self.store.renew_some(BATCH, int(time.time()))
            renewed, self.damaged = renewed + step.renewed, self.damaged + step.damaged
            await self._tell()
            if step.is_end:
                self.renewed += renewed
                return renewed
            if self.pace:
                await asyncio.sleep(max(0.0, step.seen / self.pace - (time.monotonic() - began)))

    async def _tell(self) -> None:
        found = await self.store.rotation()
        if found is not None:
            self.progress(found.passed, found.total)

    async def _renew_registry(self) -> None:
        try:
            found = await asyncio.to_thread(self.registry.sealed_by)
            if any(set(by_key) - {self.keys.current} for by_key in found.values()):
                self.damaged += await asyncio.to_thread(self.registry.reseal, self._renew)
        except ImportUnderWayError:
            raise RotationError("An import of the registry is under way: rotate again after it.") from None
        if self.cache.exists():
            self.damaged += await asyncio.to_thread(reseal_cache, self.cache, self._renew)

    def _renew(self, sealed: bytes) -> bytes | None:
        if not self.keys.is_stale(sealed):
            return sealed
        try:
            new = self.keys.renew(HOUSEHOLD, sealed)
        except SealError:
            return None
        self.renewed += 1
        return new

    async def sealed_by(self) -> dict[str, dict[int, int]]:
        """How many values each key sealed: by table, and in the registry's files."""
        counted = {table: dict(by_key) for table, by_key in (await self.store.sealed_rows()).items()}
        found = dict(await asyncio.to_thread(self.registry.sealed_by))
        if self.cache.exists():
            found[self.cache.name] = await asyncio.to_thread(marks, self.cache)
        return counted | {place: dict(by_key) for place, by_key in found.items()}

    async def remove(self, key_id: int, lost: int = 0) -> None:
        """Take a key that nothing needs out of the file; `lost` values that do not open may stay.

        Raises `RotationError` where it seals, or where something is sealed with it.
        """
        if key_id not in self.keys.ids:
            raise RotationError(f"There is no key {key_id}.")
        try:
            with self.registry.alone():
                await self._is_unused(key_id, lost)
                await self.store.audit([self._entry("keys.removed", key_id)])
                self.keys.replace(self.keys.held.without(key_id))
        except ImportUnderWayError:
            raise RotationError("An import of the registry is under way: remove it after that.") from None

    async def _is_unused(self, key_id: int, lost: int) -> None:
        if key_id == self.keys.current or await self.is_unfinished():
            raise RotationError("`recours keys rotate` comes first, to its end.")
        sealing = [one.name for one in await self.store.key_holders() if one.current == key_id]
        if sealing:
            raise RotationError(f"Key {key_id} still seals at {', '.join(sealing)}.")
        used = sum(by_key.get(key_id, 0) for by_key in (await self.sealed_by()).values())
        if used > lost:
            await self.store.begin_rotation(
                self.keys.current, self._entry("keys.rotation_began", self.keys.current)
            )
            raise RotationError(
                f"{used} values are sealed with key {key_id}: run `recours keys rotate` to go on with them. "
                "What does not open even then is lost: `--lost NUMBER` says that you know."
            )
