"""The programme's rules as the console asks for them: `console.rulebook.Rulebook`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.formats import write_value
from bot.text import Day
from programmes.clocks import DAY, Clock, Timeline
from programmes.pack import Pack


@dataclass(frozen=True, slots=True)
class PackRules:
    """What a pack tells."""

    programme: Pack

    @property
    def reopen_seconds(self) -> int:
        """See `Rulebook`."""
        return self.programme.guide.reopen_days * DAY

    def due_at(self, motive: str, at: int) -> int:
        """See `Rulebook`."""
        return self.programme.due_at(motive, at)

    def desk_due(self, at: int) -> int:
        """See `Rulebook`."""
        working = Timeline(self.programme.timezone, self.programme.calendar)
        return Clock(working, self.programme.clocks.desk_days * DAY).due(at)

    def desks(self, language: str) -> Mapping[str, str]:
        """See `Rulebook`."""
        return {key: names[language] for key, names in self.programme.desks.items()}

    def day(self, at: int, now: int, language: str) -> str:
        """See `Rulebook`."""
        return write_value(Day(self._date(at), self._date(now)), language, self.programme.region_code)

    def _date(self, at: int) -> date:
        return datetime.fromtimestamp(at, ZoneInfo(self.programme.timezone)).date()
