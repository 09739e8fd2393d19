"""What a dialogue is handed: who talks, when, and why it was begun."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.requests import GoTo, Request
from programmes.programme import Programme


@dataclass(frozen=True, slots=True)
class Talk:
    """The circumstances of one dialogue. `arguments` are plain JSON, the same at every replay."""

    programme: Programme
    phone: str
    language: str
    now: int
    arguments: dict[str, Any]

    @property
    def today(self) -> date:
        """The day where the programme is, not in UTC."""
        return self.day_of(self.now)

    def day_of(self, at: int) -> date:
        """The day of an epoch second where the programme is."""
        return datetime.fromtimestamp(at, ZoneInfo(self.programme.timezone)).date()


Steps = Generator[Request, Any, GoTo | None]
Dialogue = Callable[[Talk], Steps]
