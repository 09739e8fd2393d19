"""Invented households by the hundred thousand, for benches: the demo's families under new numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from programmes.demo import FIGURES, PROGRAMME, demo_cases
from programmes.pack import load_programme
from programmes.registry.exporting import CaseRows, rows_of, write_csv

_NUMBER, _BIRTH_YEAR, _PHONES = 0, 3, 4


def write_households(folder: Path, count: int, today: date | None = None) -> None:
    """Write the three CSV files of `count` households; the same for the same day, as a stream.

    Household `i` (from 0) is found by `phone_of(i)`, and by `number_of(i)` with `birth_year_of(i)`.
    """
    today = today or datetime.now(UTC).date()
    write_csv(folder, _rows(count, today), FIGURES)


def phone_of(index: int) -> str:
    """The phone of a household: `+2126` and eight digits."""
    return f"+2126{index:08d}"


def number_of(index: int) -> str:
    """The case number of a household."""
    return f"ASD-2024-{index:09d}"


def birth_year_of(index: int) -> int:
    """The birth year of a household's head."""
    return 1950 + index % 50


def _rows(count: int, today: date) -> Iterator[CaseRows]:
    digits = load_programme(PROGRAMME).minor_digits
    families = [rows_of(case, digits, FIGURES) for case in demo_cases(today)]
    for index in range(count):
        household, members, payments = families[index % len(families)]
        own: list[Any] = household.copy()
        own[_NUMBER], own[_BIRTH_YEAR], own[_PHONES] = number_of(index), birth_year_of(index), phone_of(index)
        its_members = [_member(own[0], index, row) for row in members]
        yield own, its_members, [[own[0], *row[1:]] for row in payments]


def _member(number: str, index: int, row: list[Any]) -> list[Any]:
    """A member under a new number, born on another day of the month, never its first: no age moves."""
    _number, member_id, birth_date, *rest = row
    return [number, member_id, birth_date.replace(day=2 + (index + int(member_id)) % 27), *rest]
