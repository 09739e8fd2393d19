"""Which month a message is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.text import Month

if TYPE_CHECKING:
    from datetime import date

#: A month that lies farther back is named with its year.
_NEAR_MONTHS = 10


def meant(said: Any, today: date) -> str:
    """`YYYY-MM` from what was said: `2025-11`, a bare `11` (the latest such month), nothing (this month)."""
    this = f"{today:%Y-%m}"
    if not isinstance(said, str) or not said:
        return this
    if "-" in said:
        return said
    year = today.year if int(said) <= today.month else today.year - 1
    return f"{year}-{int(said):02}"


def before(month: str) -> str:
    """The month before."""
    year, number = map(int, month.split("-"))
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02}"


def named(month: str, today: date) -> Month:
    """The month by its name, with its year where it lies far off."""
    year, number = map(int, month.split("-"))
    away = abs((today.year - year) * 12 + today.month - number)
    return Month(month, year=away > _NEAR_MONTHS)
