"""Case number and birth year against the registry, under limits: sixty birth years must not be walkable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest

from bot.requests import LOCKED, WRONG
from programmes.programme import Registry
from programmes.registry.vault import plain_number
from sms_gateway.thinkers.storing import TurnStore

KIND = "case"
HOUR, DAY = 3600, 24 * 3600
#: Tries in an hour, and in a day.
Limits = tuple[int, int]
#: A busy counter serves one person every two minutes, and looks each up twice.
AT_COUNTER: Limits = (60, 300)


@dataclass(frozen=True, slots=True)
class Identifier:
    """Tries are counted per phone and per case number, each written down before it is judged."""

    store: TurnStore
    registry: Registry
    tries_per_hour: int = 5
    tries_per_day: int = 10

    async def verify(self, phone: str, number: str, birth_year: int, now: int) -> str:
        """The case's id, `WRONG`, or `LOCKED` where the phone or the number has had its tries."""
        return await self._judged(f"phone:{phone}", self._limits, number, birth_year, now)

    async def at_counter(self, login: str, number: str, birth_year: int, now: int) -> str:
        """As `verify`, for who stands before an officer: it is the officer's tries that are counted."""
        return await self._judged(f"officer:{login}", AT_COUNTER, number, birth_year, now)

    @property
    def _limits(self) -> Limits:
        return self.tries_per_hour, self.tries_per_day

    async def _judged(self, whose: str, limits: Limits, number: str, birth_year: int, now: int) -> str:
        most = {whose: limits, f"number:{plain_number(number)}": self._limits}
        if await self._tried(most, now, 0):
            return LOCKED
        keys = tuple(most)
        await self.store.record_attempt(KIND, keys, now)
        # Looked at again: many phones may have been let through above in the same moment.
        if await self._tried(most, now, 1):
            return LOCKED
        case = await self.registry.case_by_number(number)
        if case is None or not compare_digest(str(case.head_birth_year), str(birth_year)):
            return WRONG
        # Their own count stays: who guesses one case right must not win tries at another.
        await self.store.clear_attempts(KIND, keys[1:])
        return case.case_id

    async def _tried(self, limits: Mapping[str, Limits], now: int, own: int) -> bool:
        """Whether one of the keys has had its tries of the last hour, or of the last day, its `own` aside."""
        for key, times in limits.items():
            for seconds, most in zip((HOUR, DAY), times, strict=True):
                if await self.store.count_attempts(KIND, key, now - seconds) >= most + own:
                    return True
        return False
