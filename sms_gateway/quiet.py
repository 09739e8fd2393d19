"""When the service may begin to write by itself: not at night, as the programme or the link says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

#: Whoever wrote so lately is awake: what answers them is not held back.
AWAKE_SECONDS = 30 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """Quiet from one time of the day until another, past midnight where that is smaller; equal: never."""

    start: time
    end: time

    @classmethod
    def of(cls, text: str) -> Hours:
        """`21:00-08:00`; ValueError for anything else. An empty text is no quiet at all."""
        if not text:
            return cls(time(0), time(0))
        start, dash, end = text.partition("-")
        if not dash:
            raise ValueError("quiet hours are written 21:00-08:00")
        return cls(time.fromisoformat(start.strip()), time.fromisoformat(end.strip()))

    def over_at(self, moment: datetime) -> datetime:
        """The moment itself where it is not quiet, else the end of the quiet that it lies in."""
        for day in (moment.date() - timedelta(days=1), moment.date()):
            start = datetime.combine(day, self.start, moment.tzinfo)
            end = datetime.combine(day, self.end, moment.tzinfo)
            if self.end < self.start:
                end = datetime.combine(day + timedelta(days=1), self.end, moment.tzinfo)
            if start <= moment < end:
                return end
        return moment


@dataclass(frozen=True, slots=True)
class Quiet:
    """The programme's quiet hours in its time zone, and those of links that have their own."""

    timezone: str = "UTC"
    hours: Hours = field(default_factory=lambda: Hours.of(""))
    by_link: Mapping[str, Hours] = field(default_factory=dict)

    def over_at(self, link: str, now: int) -> int:
        """The first second from now on at which the service may begin to write over this link."""
        moment = datetime.fromtimestamp(now, ZoneInfo(self.timezone))
        return int(self.by_link.get(link, self.hours).over_at(moment).timestamp())
