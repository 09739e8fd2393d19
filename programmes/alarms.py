"""When a ticket's clocks raise an alert, and for whom: to the officer first, then to a supervisor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct

from programmes.clocks import DAY, Clock, Pause, Timeline

if TYPE_CHECKING:
    from programmes.pack import Pack

OFFICER, SUPERVISOR = "officer", "supervisor"
HOUR = 3600
_UNSORTED = {"received", "acknowledged"}
_ENDED = {"notified", "closed"}


class Standing(Struct, frozen=True):
    """Where a ticket stands at `now`; moments are epoch seconds.

    `waiting` tells that the last of `pauses` goes on; `desk_due` is when another desk has to have answered.
    """

    motive: str
    state: str
    sensitive: bool
    started_at: int
    touched_at: int
    now: int
    pauses: tuple[Pause, ...] = ()
    waiting_since: int | None = None
    desk_due: int | None = None

    @property
    def waits(self) -> bool:
        """Whether the clock stands, for the person was asked."""
        return self.waiting_since is not None


class Alarm(Struct, frozen=True):
    """From `at` on somebody has to know that `deadline` nears or has passed."""

    at: int
    kind: str
    level: str
    deadline: int


@dataclass(frozen=True, slots=True)
class Alarms:
    """A programme's rules for alerts."""

    programme: Pack
    working: Timeline = field(init=False)

    def __post_init__(self) -> None:
        timeline = Timeline(self.programme.timezone, self.programme.calendar)
        object.__setattr__(self, "working", timeline)

    def due(self, standing: Standing) -> int:
        """When the answer is due: the time to answer, without what was waited."""
        clock = self.programme.answer_clock(standing.motive)
        return min(clock.due(standing.started_at, standing.pauses), self.ceiling(standing))

    def ceiling(self, standing: Standing) -> int:
        """The law's own end, which no wait moves."""
        every = Timeline(self.programme.timezone)
        return Clock(every, self.programme.ceiling_days * DAY).due(standing.started_at)

    def of(self, standing: Standing) -> list[Alarm]:
        """All alarms of this standing, those to come too, the first one first."""
        if standing.state in _ENDED:
            found = [*self._desk(standing)]
        else:
            found = [*self._ceiling(standing)]
            found += self._waiting(standing) if standing.waits else self._running(standing)
        return sorted(found, key=lambda alarm: (alarm.at, alarm.level))

    def _running(self, standing: Standing) -> Iterator[Alarm]:
        rules = self.programme.clocks
        yield from self._answer(standing)
        if standing.state in _UNSORTED:
            yield from self._sorting(standing)
        else:
            yield from self._both("forgotten", self._later(standing.touched_at, rules.forgotten_days))

    def _answer(self, standing: Standing) -> Iterator[Alarm]:
        due, clock = self.due(standing), self.programme.answer_clock(standing.motive)
        at = clock.at(self.programme.clocks.at_risk_percent, standing.started_at, standing.pauses)
        yield Alarm(min(at, due), "at_risk", OFFICER, due)
        yield from self._both("breach", due)

    def _sorting(self, standing: Standing) -> Iterator[Alarm]:
        rules = self.programme.clocks
        if not standing.sensitive:
            yield from self._both("unsorted", self._later(standing.started_at, rules.sort_days))
            return
        first, pause = (
            standing.started_at + rules.sensitive_hours * HOUR,
            rules.sensitive_reminder_hours * HOUR,
        )
        yield Alarm(first, "unsorted", OFFICER, first)
        for number in range(1, max(0, standing.now - first) // pause + 2):
            at = first + number * pause
            yield Alarm(at, "unsorted", SUPERVISOR, at)

    def _ceiling(self, standing: Standing) -> Iterator[Alarm]:
        end = self.ceiling(standing)
        yield Alarm(end - self.programme.clocks.ceiling_warning_days * DAY, "ceiling_near", SUPERVISOR, end)
        yield Alarm(end, "ceiling", SUPERVISOR, end)

    def _waiting(self, standing: Standing) -> Iterator[Alarm]:
        since = standing.waiting_since or standing.now
        at = self._later(since, self.programme.clocks.unanswered_days)
        yield Alarm(at, "unanswered", OFFICER, at)

    def _desk(self, standing: Standing) -> Iterator[Alarm]:
        if standing.desk_due is not None:
            yield from self._both("desk", standing.desk_due)

    def _both(self, kind: str, deadline: int) -> Iterator[Alarm]:
        """The officer at once, the supervisor a little later."""
        yield Alarm(deadline, kind, OFFICER, deadline)
        yield Alarm(self._later(deadline, self.programme.clocks.supervisor_days), kind, SUPERVISOR, deadline)

    def _later(self, begin: int, days: int) -> int:
        return self.working.after(begin, days * DAY)
