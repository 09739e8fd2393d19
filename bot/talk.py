"""What a dialogue is handed: who talks, when, and why it was begun."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from bot.picking import tells
from bot.requests import GoTo, Request

if TYPE_CHECKING:
    from programmes.programme import Programme


class Talk(Struct, frozen=True):
    """The circumstances of one dialogue, without its language: a dialogue says the same in every one.

    `arguments` are plain JSON, the same at every replay; `said` is the message of this very turn.
    """

    programme: Programme
    now: int
    said: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)

    @property
    def wish(self) -> str:
        """The words that led here: an earlier message where the person had to be asked what it meant."""
        return str(self.arguments.get("said", self.said))

    @property
    def story(self) -> str:
        """What was said this very turn, where it tells more than a choice or a command does; else ""."""
        return self.said if tells(self.said) else ""

    @property
    def today(self) -> date:
        """The day where the programme is, not in UTC."""
        return self.day_of(self.now)

    def day_of(self, at: int) -> date:
        """The day of an epoch second where the programme is."""
        return _day_in(self.programme.timezone, at)


@lru_cache(maxsize=64)
def _day_in(timezone: str, at: int) -> date:
    """A turn asks for its day some three times, and the turns of a second all for the same."""
    return datetime.fromtimestamp(at, ZoneInfo(timezone)).date()


Steps = Generator[Request, Any, GoTo | None]
Dialogue = Callable[[Talk], Steps]
