"""A token bucket: so many messages a second, and never a burst that an operator would throttle."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True)
class Pace:
    """`rate` tokens a second, of which a tenth of a second's worth (at least one) may gather."""

    rate: float
    monotonic: Callable[[], float]
    _tokens: float = field(init=False)
    _at: float = field(init=False)

    def __post_init__(self) -> None:
        self._tokens, self._at = self._most(), self.monotonic()

    def tokens(self) -> int:
        """How many may be spent now."""
        now = self.monotonic()
        self._tokens = min(self._tokens + (now - self._at) * self.rate, self._most())
        self._at = now
        return int(self._tokens)

    def spend(self, count: int) -> None:
        """Take tokens out; a debt is paid off before the next one."""
        self._tokens -= count

    def seconds_to_next(self) -> float:
        """How long until one may be spent; 0 where one may be now."""
        return max(0.0, (1 - self._tokens) / self.rate)

    @property
    def in_debt(self) -> bool:
        """Whether more was spent than there was."""
        return self._tokens < 0

    def _most(self) -> float:
        return max(1.0, self.rate / 10)
