"""The links as an administrator sees them: how each stands, never whom it wrote to or what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from storage.links import BalanceNote, LinkFigures

#: What is on its way; what was given up or is in doubt, and may be sent again.
WAITING = ("queued", "resting", "sending")
GIVEN_UP = ("parked", "failed", "unknown")
#: Traffic is noted each minute while there is some; older than this, nobody knows.
FRESH_SECONDS = 180


def _at_once(_link: str, now: int) -> int:
    return now


@dataclass(frozen=True, slots=True)
class LineSettings:
    """What the settings say of a link; `below` is when its balance is too low, 0 for never."""

    kind: str = ""
    number: str = ""
    price: Decimal = Decimal(0)
    currency: str = ""
    below: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Lines:
    """The links of the settings; `due_at` says from when one may be begun to write by, in its quiet hours."""

    settings: Mapping[str, LineSettings] = field(default_factory=dict)
    due_at: Callable[[str, int], int] = _at_once


@dataclass(frozen=True, slots=True)
class LineRow:
    """One link on the page."""

    name: str
    settings: LineSettings
    figures: LinkFigures
    known: bool

    def count(self, *states: str) -> int:
        """How many messages are in these states."""
        return sum(self.figures.counts.get(state, 0) for state in states)

    @property
    def waiting(self) -> int:
        """How many are on their way."""
        return self.count(*WAITING)

    @property
    def given_up(self) -> dict[str, int]:
        """How many may be sent again, by state, where there are any."""
        counts = {state: self.count(state) for state in GIVEN_UP}
        return {state: number for state, number in counts.items() if number}

    @property
    def low(self) -> BalanceNote | None:
        """The balance, where it is too low."""
        balance = self.figures.balance
        return balance if balance is not None and balance.amount < self.settings.below else None

    def traffic(self, now: int) -> tuple[int, int] | None:
        """Messages in and out in the last minute; None where the service stands still."""
        came, went = self.figures.received, self.figures.sent
        if (came or went) and now - self.figures.rated_at > FRESH_SECONDS:
            return None
        return came, went


def rows_of(lines: Lines, figures: list[LinkFigures]) -> list[LineRow]:
    """A row for each link of the settings, then for those that only the store knows still."""
    stands = {one.link: one for one in figures}
    names = [*lines.settings, *(name for name in stands if name not in lines.settings)]
    return [
        LineRow(
            name,
            lines.settings.get(name, LineSettings()),
            stands.get(name, LinkFigures(name)),
            name in lines.settings,
        )
        for name in names
    ]
