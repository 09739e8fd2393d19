"""Opening hours: `Mo-Fr 08:30-16:30; Sa 09:00-12:00`, the everyday part of OpenStreetMap's notation.

`24/7` is always open. Several spans of a day are parted by commas: `Mo-Th 08:30-12:00,14:00-18:00`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAYS_RUN = re.compile(r"([A-Z][a-z])(?:-([A-Z][a-z]))?")
_SPAN = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})")
DAY_MINUTES = 24 * 60
ALWAYS = "24/7"


class HoursError(ValueError):
    """Opening hours are written as `Mo-Fr 08:30-16:30; Sa 09:00-12:00`."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class Opening:
    """The same spans on a run of days (0 is Monday); a span is minutes from midnight, its end excluded."""

    first: int
    last: int
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """When a desk is open, as written in its file, in the order of the file."""

    openings: tuple[Opening, ...]

    @property
    def always(self) -> bool:
        """Whether it never closes."""
        return self.openings == (Opening(0, 6, ((0, DAY_MINUTES),)),)

    def is_open(self, at: datetime) -> bool:
        """Whether it is open at a moment of the place's own clock."""
        minute = at.hour * 60 + at.minute
        return any(
            opens <= minute < closes
            for opening in self.openings
            if opening.first <= at.weekday() <= opening.last
            for opens, closes in opening.spans
        )


def read_hours(text: str) -> Hours | None:
    """The hours of a cell; None where it is empty. Raises `HoursError`."""
    if not text.strip():
        return None
    if text.strip() == ALWAYS:
        return Hours((Opening(0, 6, ((0, DAY_MINUTES),)),))
    return Hours(tuple(opening for part in text.split(";") for opening in _openings(part.strip())))


def _openings(part: str) -> list[Opening]:
    days, _space, times = part.partition(" ")
    spans = tuple(_span(time) for time in times.split(","))
    return [Opening(*_run(run), spans) for run in days.split(",")]


def _run(text: str) -> tuple[int, int]:
    found = _DAYS_RUN.fullmatch(text)
    if not found or not {found[1], found[2] or found[1]} <= set(DAYS):
        raise HoursError
    first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
    if last < first:
        raise HoursError
    return first, last


def _span(text: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(text.strip())
    if not found:
        raise HoursError
    opens, closes = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if not opens < closes <= DAY_MINUTES:
        raise HoursError
    return opens, closes
