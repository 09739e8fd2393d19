"""How long a time is, in the one unit that people would say: 6 days are a week, 52 minutes an hour.

The units and where one begins are Babel's. A span is reduced to its count and unit first, so that the words
for it are formed once and then known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["year", "month", "week", "day", "hour", "minute", "second"]

DAY = 86400
_SIZES: dict[Unit, int] = {
    "year": 365 * DAY,
    "month": 30 * DAY,
    "week": 7 * DAY,
    "day": DAY,
    "hour": 3600,
    "minute": 60,
    "second": 1,
}
_BEGINS = 0.85


@dataclass(frozen=True, slots=True)
class Span:
    """So many of one unit."""

    number: int
    unit: Unit

    @property
    def seconds(self) -> int:
        """Its length."""
        return self.number * _SIZES[self.unit]


def span_of(seconds: int) -> Span:
    """A length of time in the unit that people would say."""
    for unit, size in _SIZES.items():
        if seconds >= _BEGINS * size:
            return Span(round(seconds / size), unit)
    return Span(0, "second")
