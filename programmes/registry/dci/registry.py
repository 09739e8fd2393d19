"""The `Registry` protocol over a DCI registry: fresh answers are asked once, old ones carry their age.

What was answered is kept by a thread of its own: a file that is written, checkpointed, or sealed anew by
another process (`recours keys rotate`) would hold up the loop for as long as its disk takes.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeGuard, TypeVar

import structlog

from programmes.household import Case
from programmes.programme import RegistryUnavailableError
from programmes.registry.dci.cache import DciCache, Seen
from programmes.registry.dci.client import DciClient
from programmes.registry.dci.envelope import DciError, Query, Record
from programmes.registry.dci.records import Terms, case_of
from programmes.registry.vault import plain_number

log = structlog.get_logger()

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class QueryTypes:
    """How the registry calls what is looked for, and `key` how it calls that field."""

    phone: str = "PHONE_NUMBER"
    number: str = "CASE_NUMBER"
    key: str = "type"


@dataclass(frozen=True, slots=True)
class DciRegistry:
    """Keeps the `Registry` protocol, whose methods are described there.

    An answer younger than `fresh_seconds` is not asked for again; where the registry does not answer, one
    younger than `stale_seconds` is given with the time when it was true (`Case.seen_at`).
    """

    client: DciClient
    cache: DciCache
    terms: Terms
    types: QueryTypes
    fresh_seconds: int = 300
    stale_seconds: int = 24 * 3600
    now: Callable[[], int] = field(default=lambda: int(time.time()))
    _keeper: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "dci-cache"))

    def __post_init__(self) -> None:
        """What comes too late for its question is there for the next one."""
        if self.client.callbacks is not None:
            self.client.callbacks.late = self._keep_late

    async def cases_of_phone(self, phone: str) -> tuple[Case, ...]:
        """See `Registry`."""
        seen = await self._kept(self.cache.of_phone, phone)
        if self._is_fresh(seen):
            return seen.cases
        try:
            found = await self._search(self.types.phone, phone)
        except RegistryUnavailableError as error:
            return self._lately(seen, error)
        return await self._kept(self._put_phone, phone, found)

    async def case(self, case_id: str) -> Case | None:
        """See `Registry`; an id that this service never met leads nowhere."""
        seen = await self._kept(self.cache.case, case_id)
        return await self._numbered(seen.cases[0].number, seen) if seen else None

    async def case_by_number(self, number: str) -> Case | None:
        """See `Registry`."""
        plain = plain_number(number)
        if not plain:
            return None
        return await self._numbered(plain, await self._kept(self.cache.case, self.cache.case_id(plain)))

    async def close(self) -> None:
        """Let connections and cache go."""
        await self.client.close()
        await self._kept(self.cache.close)
        self._keeper.shutdown(wait=False)

    async def _kept(self, work: Callable[..., T], *arguments: object) -> T:
        """What the cache says, in the order in which it was asked."""
        return await asyncio.get_running_loop().run_in_executor(self._keeper, work, *arguments)

    async def _numbered(self, number: str, seen: Seen | None) -> Case | None:
        if self._is_fresh(seen):
            return seen.cases[0]
        try:
            found = await self._search(self.types.number, number)
        except RegistryUnavailableError as error:
            return self._lately(seen, error)[0]
        wanted = self.cache.case_id(number)
        own = next((case for case in found if case.case_id == wanted), None)
        if own is None:
            await self._kept(self.cache.forget, wanted)
        return own

    async def _search(self, kind: str, value: str) -> tuple[Case, ...]:
        records = await self.client.search(Query(kind, value, self.types.key))
        return await self._kept(self.cache.put, self._read(records), self.now())

    def _keep_late(self, query: Query, records: list[Record]) -> None:
        """An answer that nobody waits for any more; the next look-up comes behind it."""
        try:
            found = self._read(records)
        except RegistryUnavailableError:
            return
        self._keeper.submit(self._put_late, query, found)

    def _put_late(self, query: Query, found: list[Case]) -> None:
        try:
            kept = self.cache.put(found, self.now())
            if query.type == self.types.phone:
                self._put_phone(query.value, kept)
        except sqlite3.Error as error:
            log.error("registry answer not kept", error=type(error).__name__)

    def _put_phone(self, phone: str, found: tuple[Case, ...]) -> tuple[Case, ...]:
        own = tuple(case for case in found if not case.phones or phone in case.phones)
        self.cache.put_phone(phone, own, self.now())
        return own

    def _read(self, records: list[Record]) -> list[Case]:
        try:
            found = [case_of(record, self.terms) for record in records]
        except DciError as error:
            log.error("registry record refused", reason=str(error))
            raise RegistryUnavailableError("a record cannot be read") from None
        return [case for case in found if case]

    def _is_fresh(self, seen: Seen | None) -> TypeGuard[Seen]:
        return seen is not None and self.now() - seen.at < self.fresh_seconds

    def _lately(self, seen: Seen | None, error: RegistryUnavailableError) -> tuple[Case, ...]:
        """What was true lately; nothing at all is worth no more than the registry's silence."""
        log.warning("registry not reachable", reason=str(error))
        if seen is None or not seen.cases or self.now() - seen.at >= self.stale_seconds:
            raise error
        return seen.dated()
