"""What the programme's rules tell the console: days to answer, the window for reopening, the other desks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Rulebook(Protocol):
    """The programme's rules, seen from an officer's desk. Times are epoch seconds, durations seconds."""

    @property
    def reopen_seconds(self) -> int:
        """How long after its last change an ended ticket may be taken up again."""

    def due_at(self, motive: str, at: int) -> int:
        """When what is filed or reopened at `at` is to be answered."""

    def desk_due(self, at: int) -> int:
        """When another desk that is handed a ticket at `at` is to have answered."""

    def desks(self, language: str) -> Mapping[str, str]:
        """The desks that own data, by key, in plain words."""

    def day(self, at: int, now: int, language: str) -> str:
        """The day of a moment as an SMS in this language writes it: `12 octobre`, `28 نونبر`."""
