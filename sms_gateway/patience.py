"""A registry that may be slow, as the turns ask it: those who wait for it take only a share of the places.

Without that share, as many turns as there may be under way at once (converse.py), all hanging in look-ups,
would hold up those too who ask the registry nothing. Who comes when the share is taken, or waits too long,
hears what one hears while the registry is away: that the answer will be texted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from programmes.household import Case
from programmes.programme import Registry, RegistryUnavailableError

T = TypeVar("T")

#: Half of the turns that may be under way at once.
SHARE = 128
#: Longer than the registry's own deadline (dci.deadline) where that is left as it is.
SECONDS = 6.0


@dataclass(slots=True)
class Patient:
    """Asks `registry` for at most `share` turns at once, each for at most `seconds`."""

    registry: Registry
    share: int = SHARE
    seconds: float = SECONDS
    waiting: int = 0

    async def cases_of_phone(self, phone: str) -> tuple[Case, ...]:
        """See `Registry`."""
        return await self._ask(self.registry.cases_of_phone, phone)

    async def case(self, case_id: str) -> Case | None:
        """See `Registry`."""
        return await self._ask(self.registry.case, case_id)

    async def case_by_number(self, number: str) -> Case | None:
        """See `Registry`."""
        return await self._ask(self.registry.case_by_number, number)

    async def _ask(self, look_up: Callable[[str], Awaitable[T]], key: str) -> T:
        if self.waiting >= self.share:
            raise RegistryUnavailableError("as many wait for it as may")
        self.waiting += 1
        try:
            async with asyncio.timeout(self.seconds):
                return await look_up(key)
        except TimeoutError:
            raise RegistryUnavailableError("no answer in time") from None
        finally:
            self.waiting -= 1
