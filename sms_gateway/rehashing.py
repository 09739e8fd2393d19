"""Changes the index key, by which phones and cases are found, while nobody works with the store.

The key file has the new key first. From then on the service refuses to start until the store, which comes
last, was hashed anew; each file is of the old key or of the new one as a whole, and tells which
(docs/adr/0026).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from programmes.registry.generation import ImportUnderWayError
from programmes.registry.rehashing import rehash_cache
from sms_gateway.registries import generations_of
from sms_gateway.registry_vault import vault_of
from sms_gateway.settings import Settings
from sms_gateway.stores import hashed_with, rehash_store
from storage.fields import Keys
from storage.records import AuditEntry
from storage.rotation import RotationError

Progress = Callable[[int, int], None]


async def rehash_all(settings: Settings, who: str, progress: Progress) -> None:
    """Draw an index key and hash everything anew, or go on where that was broken off. Raises `StoreError`."""
    await asyncio.to_thread(_rehash_all, settings, who, progress)


def _rehash_all(settings: Settings, who: str, progress: Progress) -> None:
    keys = Keys.load(settings.keys)
    entry = AuditEntry(int(time.time()), who, "keys.rehashed", "index key")
    if hashed_with(settings, keys) == keys.depth:
        keys.replace(keys.held.with_layer())
    vault = vault_of(keys)
    try:
        generations_of(settings).rehash(vault)
    except ImportUnderWayError:
        raise RotationError("An import of the registry is under way: run this again after it.") from None
    cache = settings.service.data_folder / "dci.db"
    if cache.exists():
        rehash_cache(cache, vault)
    rehash_store(settings, keys, entry, progress)
