"""The `Registry` protocol over a DCI registry: fresh answers are asked once, old ones carry their age."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeGuard

import structlog

from programmes.household import Case
from programmes.programme import RegistryUnavailableError
from programmes.registry.dci.cache import DciCache, Seen
from programmes.registry.dci.client import DciClient
from programmes.registry.dci.envelope import DciError, Query, Record
from programmes.registry.dci.records import Terms, case_of
from programmes.registry.vault import plain_number

log = structlog.get_logger()


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

    def __post_init__(self) -> None:
        """What comes too late for its question is there for the next one."""
        if self.client.callbacks is not None:
            self.client.callbacks.late = self._keep

    async def cases_of_phone(self, phone: str) -> tuple[Case, ...]:
        """See `Registry`."""
        seen = self.cache.of_phone(phone)
        if self._is_fresh(seen):
            return seen.cases
        try:
            found = await self._search(self.types.phone, phone)
        except RegistryUnavailableError as error:
            return self._lately(seen, error)
        return self._of_phone(phone, found)

    async def case(self, case_id: str) -> Case | None:
        """See `Registry`; an id that this service never met leads nowhere."""
        seen = self.cache.case(case_id)
        return await self._numbered(seen.cases[0].number, seen) if seen else None

    async def case_by_number(self, number: str) -> Case | None:
        """See `Registry`."""
        plain = plain_number(number)
        return await self._numbered(plain, self.cache.case(self.cache.case_id(plain))) if plain else None

    async def close(self) -> None:
        """Let connections and cache go."""
        await self.client.close()
        self.cache.close()

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
            self.cache.forget(wanted)
        return own

    async def _search(self, kind: str, value: str) -> tuple[Case, ...]:
        return self._kept(await self.client.search(Query(kind, value, self.types.key)))

    def _keep(self, query: Query, records: list[Record]) -> None:
        """An answer that nobody waits for any more."""
        try:
            found = self._kept(records)
        except RegistryUnavailableError:
            return
        if query.type == self.types.phone:
            self._of_phone(query.value, found)

    def _of_phone(self, phone: str, found: tuple[Case, ...]) -> tuple[Case, ...]:
        own = tuple(case for case in found if not case.phones or phone in case.phones)
        self.cache.put_phone(phone, own, self.now())
        return own

    def _kept(self, records: list[Record]) -> tuple[Case, ...]:
        try:
            found = [case_of(record, self.terms) for record in records]
        except DciError as error:
            log.error("registry record refused", reason=str(error))
            raise RegistryUnavailableError("a record cannot be read") from None
        return tuple(self.cache.put(case, self.now()) for case in found if case)

    def _is_fresh(self, seen: Seen | None) -> TypeGuard[Seen]:
        return seen is not None and self.now() - seen.at < self.fresh_seconds

    def _lately(self, seen: Seen | None, error: RegistryUnavailableError) -> tuple[Case, ...]:
        """What was true lately; nothing at all is worth no more than the registry's silence."""
        log.warning("registry not reachable", reason=str(error))
        if seen is None or not seen.cases or self.now() - seen.at >= self.stale_seconds:
            raise error
        return seen.dated()
