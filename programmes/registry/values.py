"""One cell of a CSV file to one value; what is wrong is told without the cell (it may be personal)."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache

from programmes.household import SCHOOL_LEVELS
from programmes.registry.vault import western_digits

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{4})", re.ASCII)
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,39}", re.ASCII)
_GROUPING = str.maketrans("", "", " \u00a0\u202f")
_FLAGS = dict.fromkeys(("1", "true", "yes", "oui", "نعم"), True) | dict.fromkeys(
    ("", "0", "false", "no", "non", "لا"), False
)
EARLIEST_YEAR = 1900


class RowError(ValueError):
    """A row is refused: the sentence names the column and what is expected there."""


@lru_cache(maxsize=65_536)
def read_day(column: str, cell: str) -> str | None:
    """A day, `2025-11-28` or `28/11/2025`, to ISO 8601; None where the cell is empty."""
    text = western_digits(cell.strip())
    if not text:
        return None
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        raise RowError(f"{column}: not a date; write 2025-11-28 or 28/11/2025")
    return _day(column, year, month, day).isoformat()


def _day(column: str, year: int, month: int, day: int) -> date:
    if month > 12 >= day:
        raise RowError(f"{column}: day and month look swapped; write 2025-11-28 or 28/11/2025")
    try:
        found = date(year, month, day)
    except ValueError:
        raise RowError(f"{column}: there is no such day") from None
    if year < EARLIEST_YEAR:
        raise RowError(f"{column}: the year is too early")
    return found


@lru_cache(maxsize=4096)
def read_month(column: str, cell: str) -> str:
    """A month, `2025-11` or `11/2025`, to `2025-11`."""
    text = western_digits(cell.strip())
    if found := _MONTH.fullmatch(text):
        year, month = found.groups()
    elif found := _MONTH_FIRST.fullmatch(text):
        month, year = found.groups()
    else:
        raise RowError(f"{column}: not a month; write 2025-11 or 11/2025")
    if not 1 <= int(month) <= 12 or int(year) < EARLIEST_YEAR:
        raise RowError(f"{column}: there is no such month")
    return f"{year}-{int(month):02d}"


@lru_cache(maxsize=4096)
def read_amount(column: str, cell: str, minor_digits: int) -> int:
    """An amount, `900`, `900.50` or `1 350,50`, to minor units."""
    try:
        minor = Decimal(western_digits(cell).translate(_GROUPING).replace(",", ".")).scaleb(minor_digits)
    except InvalidOperation:
        raise RowError(f"{column}: not an amount; write 900 or 900.50") from None
    if not minor.is_finite() or minor < 0:
        raise RowError(f"{column}: an amount is 0 or more")
    if minor != minor.to_integral_value() or minor >= 10**12:
        raise RowError(f"{column}: at most {minor_digits} decimals, and no such sum is paid")
    return int(minor)


@lru_cache(maxsize=256)
def read_flag(column: str, cell: str) -> bool:
    """Yes or no; an empty cell is no."""
    try:
        return _FLAGS[western_digits(cell).strip().casefold()]
    except KeyError:
        raise RowError(f"{column}: 1 or 0 is expected") from None


@lru_cache(maxsize=1024)
def read_choice(column: str, cell: str, choices: type[StrEnum]) -> str:
    """One of the words of an enumeration, in any case."""
    word = cell.strip().casefold()
    if word not in set(choices):
        raise RowError(f"{column}: unknown code; one of {', '.join(choices)} is expected")
    return word


@lru_cache(maxsize=64)
def read_school_level(column: str, cell: str) -> str | None:
    """The kind of a pupil's school; None where the cell is empty."""
    word = cell.strip().casefold()
    if word and word not in SCHOOL_LEVELS:
        raise RowError(f"{column}: unknown code; one of {', '.join(SCHOOL_LEVELS)} is expected")
    return word or None


@lru_cache(maxsize=1024)
def read_code(column: str, cell: str, known: frozenset[str]) -> str | None:
    """A reason's code that the programme's pack lists; None where the cell is empty."""
    code = cell.strip().upper()
    if not code:
        return None
    if not _CODE.fullmatch(code) or code not in known:
        raise RowError(f"{column}: unknown code; eligibility.yaml lists {', '.join(sorted(known))}")
    return code


@lru_cache(maxsize=256)
def read_year(column: str, cell: str, latest: int) -> int:
    """A year of birth."""
    text = western_digits(cell.strip())
    if not (text.isascii() and text.isdigit()) or not EARLIEST_YEAR <= int(text) <= latest:
        raise RowError(f"{column}: a year from {EARLIEST_YEAR} to {latest} is expected")
    return int(text)


def read_text(column: str, cell: str, limit: int = 80) -> str:
    """Short free text, such as a commune's name."""
    text = cell.strip()
    if len(text) > limit or "\0" in text:
        raise RowError(f"{column}: longer than {limit} characters, or not text")
    return text
