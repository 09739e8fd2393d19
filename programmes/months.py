"""Calendar months as `YYYY-MM`."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


def month_of(day: date) -> str:
    """The month that a day lies in."""
    return day.isoformat()[:7]


@lru_cache(maxsize=2048)
def first_day(month: str) -> date:
    """The first day of a month; ValueError where it is not `YYYY-MM`."""
    if not _MONTH.fullmatch(month):
        raise ValueError("a month is written YYYY-MM")
    return date(int(month[:4]), int(month[5:]), 1)


@lru_cache(maxsize=2048)
def last_day(month: str) -> date:
    """The last day of a month."""
    first = first_day(month)
    return first.replace(day=monthrange(first.year, first.month)[1])


@lru_cache(maxsize=2048)
def month_before(month: str) -> str:
    """The month before."""
    return month_of(first_day(month) - timedelta(days=1))


@lru_cache(maxsize=2048)
def month_after(month: str) -> str:
    """The month after."""
    return month_of(last_day(month) + timedelta(days=1))


def age_on(day: date, birth_date: date) -> int:
    """Completed years; a child of 29 February has its birthday on 1 March in other years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
