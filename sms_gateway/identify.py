"""Case number and birth year against the registry, under limits: sixty birth years must not be walkable."""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest

from bot.requests import LOCKED, WRONG
from programmes.programme import Registry
from programmes.registry.vault import plain_number
from storage.store import Store

KIND = "case"
HOUR, DAY = 3600, 24 * 3600


@dataclass(frozen=True, slots=True)
class Identifier:
    """Tries are counted per phone and per case number, each written down before it is judged."""

    store: Store
    registry: Registry
    tries_per_hour: int = 5
    tries_per_day: int = 10

    async def verify(self, phone: str, number: str, birth_year: int, now: int) -> str:
        """The case's id, `WRONG`, or `LOCKED` where the phone or the number has had its tries."""
        keys = (f"phone:{phone}", f"number:{plain_number(number)}")
        if await self._tried(keys, now, (self.tries_per_hour, self.tries_per_day)):
            return LOCKED
        await self.store.record_attempt(KIND, keys, now)
        # Looked at again: many phones may have been let through above in the same moment.
        if await self._tried(keys, now, (self.tries_per_hour + 1, self.tries_per_day + 1)):
            return LOCKED
        case = await self.registry.case_by_number(number)
        if case is None or not compare_digest(str(case.head_birth_year), str(birth_year)):
            return WRONG
        # The phone's own count stays: who guesses one case right must not win tries at another.
        await self.store.clear_attempts(KIND, keys[1:])
        return case.case_id

    async def _tried(self, keys: tuple[str, ...], now: int, times: tuple[int, int]) -> bool:
        """Whether one of the keys was tried so often in the last hour, or in the last day."""
        for key in keys:
            for seconds, most in zip((HOUR, DAY), times, strict=True):
                if await self.store.count_attempts(KIND, key, now - seconds) >= most:
                    return True
        return False
