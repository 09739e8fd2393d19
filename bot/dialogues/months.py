"""Which month a message is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.text import Month
from nlu.months import LAST_MONTH
from programmes.months import month_of

if TYPE_CHECKING:
    from datetime import date

    from bot.talk import Talk

#: A month that lies farther back is named with its year.
_NEAR_MONTHS = 10


def meant(said: Any, today: date) -> str:
    """`YYYY-MM` from what was said: `2025-11`, a bare `11`, the last one, or nothing (this month).

    A bare month is the latest of its name up to the next month; nothing farther ahead is told.
    """
    this = month_of(today)
    if not isinstance(said, str) or not said:
        return this
    if said == LAST_MONTH:
        return before(this)
    last = after(this)
    if "-" in said:
        return min(said, last)
    month = f"{last[:4]}-{int(said):02}"
    return month if month <= last else f"{int(last[:4]) - 1}-{int(said):02}"


def after(month: str) -> str:
    """The month after."""
    year, number = map(int, month.split("-"))
    return f"{year + 1}-01" if number == 12 else f"{year}-{number + 1:02}"


def before(month: str) -> str:
    """The month before."""
    year, number = map(int, month.split("-"))
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02}"


def named(month: str, today: date, months: int = 1) -> Month:
    """The month, or the span of `months` that it begins, by its name; with its year where it lies far off."""
    year, number = map(int, month.split("-"))
    away = abs((today.year - year) * 12 + today.month - number)
    return Month(month, year=away > _NEAR_MONTHS, months=months)


def paid_for(talk: Talk, said: Any) -> str:
    """What was said (see `meant`) as the first month of what one payment is for."""
    return talk.programme.period.of(meant(said, talk.today))


def payment_named(talk: Talk, month: str) -> Month:
    """What a payment is for by its name: `novembre`, `octobre à décembre`."""
    return named(month, talk.today, talk.programme.period.months)
