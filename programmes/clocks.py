"""The two clocks of a ticket: the law's, which never stops, and the working one, which waits for the person.

Time that counts is measured along a `Timeline`: every day, or only the country's working days. A pause takes
out what it would have counted, so pauses over a weekend cost nothing and none is ever counted twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from programmes.errors import PackError

if TYPE_CHECKING:
    from programmes.manifest import Calendar

DAY = 24 * 3600
TABLE = "clocks"


@dataclass(frozen=True, slots=True)
class ClockRules:
    """What a programme may set under [clocks]; days are working days unless said otherwise.

    `at_risk_percent` of the time to answer used up raises the first alert; `ceiling_warning_days` are
    calendar days before the law's ceiling.
    """

    sort_days: int = 1
    sensitive_hours: int = 4
    sensitive_reminder_hours: int = 24
    at_risk_percent: int = 80
    forgotten_days: int = 5
    unanswered_days: int = 20
    supervisor_days: int = 1
    ceiling_warning_days: int = 5
    desk_days: int = 10


def read_clock_rules(content: Mapping[str, Any], file: str) -> ClockRules:
    """The table [clocks] of programme.toml, checked; what it leaves out is as above. Raises `PackError`."""
    table = content.get(TABLE, {})
    known = {field.name for field in fields(ClockRules)}
    if not isinstance(table, Mapping):
        raise PackError(file, TABLE, f"a table of {', '.join(sorted(known))} is expected")
    for name, value in table.items():
        if name not in known:
            raise PackError(file, f"{TABLE}.{name}", f"not known; known are {', '.join(sorted(known))}")
        if type(value) is not int or value < 1:
            raise PackError(file, f"{TABLE}.{name}", "a number from 1 on is expected")
    return ClockRules(**table)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Time as a desk counts it: a working day has `DAY` counted seconds, however long; other days have none.

    `calendar` None counts every day.
    """

    timezone: str
    calendar: Calendar | None = None

    def between(self, begin: int, end: int) -> int:
        """The counted seconds from `begin` to `end`, 0 where the end comes first."""
        if end <= begin:
            return 0
        whole = sum(DAY for day in _days(self._day(begin), self._day(end)) if self._counts(day))
        return whole + self._begun(end) - self._begun(begin)

    def after(self, begin: int, seconds: int) -> int:
        """The moment at which so many counted seconds have passed since `begin`; a day's end is its own."""
        left = seconds + max(self._begun(begin), 1 if self._counts(self._day(begin)) else 0)
        day = self._day(begin)
        while True:
            if self._counts(day):
                if left <= DAY:
                    return self._moment(day, left)
                left -= DAY
            day += timedelta(days=1)

    def _begun(self, moment: int) -> int:
        return self._place(moment) if self._counts(self._day(moment)) else 0

    def _counts(self, day: date) -> bool:
        return self.calendar is None or self.calendar.is_working_day(day)

    def _day(self, moment: int) -> date:
        return datetime.fromtimestamp(moment, ZoneInfo(self.timezone)).date()

    def _place(self, moment: int) -> int:
        """How much of its day has passed, in counted seconds: a day on which the hour changes is as long."""
        start, length = self._span(self._day(moment))
        return (moment - start) * DAY // length

    def _moment(self, day: date, place: int) -> int:
        start, length = self._span(day)
        return start + min(-(-place * length // DAY), length - 1)

    def _span(self, day: date) -> tuple[int, int]:
        """The day's first second and how many it has."""
        zone = ZoneInfo(self.timezone)
        start, end = (
            int(datetime(one.year, one.month, one.day, tzinfo=zone).timestamp())
            for one in (day, day + timedelta(days=1))
        )
        return start, end - start


def _days(first: date, last: date) -> Iterator[date]:
    """The days from `first` up to `last`, which is left out."""
    return (first + timedelta(days=number) for number in range((last - first).days))


Pause = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Clock:
    """So many counted seconds from a start, without the pauses."""

    timeline: Timeline
    seconds: int

    def due(self, start: int, pauses: Iterable[Pause] = ()) -> int:
        """When the time is used up."""
        return self._when(self.seconds, start, pauses)

    def at(self, percent: int, start: int, pauses: Iterable[Pause] = ()) -> int:
        """When so much of the time is used up."""
        return self._when(self.seconds * percent // 100, start, pauses)

    def used(self, start: int, now: int, pauses: Iterable[Pause] = ()) -> int:
        """The counted seconds that were used."""
        paused = sum(self.timeline.between(max(begin, start), min(end, now)) for begin, end in pauses)
        return self.timeline.between(start, now) - paused

    def _when(self, seconds: int, start: int, pauses: Iterable[Pause]) -> int:
        """A pause puts it off; one that begins behind it does not take back that the time was used up."""
        moment = self.timeline.after(start, seconds)
        for begin, end in sorted(pauses):
            if begin >= moment:
                break
            seconds += self.timeline.between(max(begin, start), end)
            moment = self.timeline.after(start, seconds)
        return moment
