"""What a row of each file means: cells to packed parts, each checked. docs/registry_csv.md describes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from programmes.household import CaseStatus, PaymentState, Relation
from programmes.registry import rows
from programmes.registry.csv_files import Columns, Row
from programmes.registry.phones import PhoneReader
from programmes.registry.values import (
    RowError,
    read_amount,
    read_choice,
    read_code,
    read_day,
    read_flag,
    read_month,
    read_school_level,
    read_text,
    read_year,
)

HOUSEHOLDS = Columns(
    ("case_number", "status", "status_since", "head_birth_year"),
    ("phones", "commune", "region", "reason", "applied_on"),
    prefix="reason_",
)
MEMBERS = Columns(
    ("case_number", "member_id", "birth_date", "relation"),
    (
        *("at_school", "disabled", "orphan", "joined_on", "left_on", "school_since", "school_until"),
        *("school_level", "establishment"),
    ),
)
PAYMENTS = Columns(
    ("case_number", "month", "amount", "state", "day"), ("currency", "reason", "collect_until")
)
OLDEST_AGE = 120

_Days = tuple[str | None, str | None, str | None, str | None]
_NO_DAYS: _Days = (None, None, None, None)


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads rows for one programme; `today` bounds what has happened."""

    programme: str
    currency: str
    minor_digits: int
    reasons: frozenset[str]
    phones: PhoneReader
    today: str

    def household(self, row: Row) -> bytes:
        """A row of households.csv, packed."""
        number, status, since, year, phones, commune, region, reason, applied_on, *figures = row
        return rows.pack_household(
            read_text("case_number", number, 40),
            self.programme,
            read_choice("status", status, CaseStatus),
            _past("status_since", since, self.today),
            read_year("head_birth_year", year, int(self.today[:4])),
            read_text("commune", commune),
            read_text("region", region),
            read_code("reason", reason, self.reasons),
            _figures(figures),
            read_day("applied_on", applied_on),
            *self.phones.read("phones", phones),
        )

    def member(self, row: Row) -> bytes:
        """A row of members.csv, packed."""
        return rows.pack_member(
            _required("member_id", read_text("member_id", row[1], 40)),
            _birth_date(row[2], self.today),
            _situation(row[3:]),
        )

    def payment(self, row: Row) -> bytes:
        """A row of payments.csv, packed; it begins with its month, so packed rows sort by it."""
        return _payment(row[1:], self.currency, self.minor_digits, self.reasons)


def _past(column: str, cell: str, today: str) -> str:
    day = _required(column, read_day(column, cell))
    if day > today:
        raise RowError(f"{column}: lies in the future")
    return day


@lru_cache(maxsize=65_536)  # a hundred years have fewer days
def _birth_date(cell: str, today: str) -> str:
    day = _past("birth_date", cell, today)
    if int(today[:4]) - int(day[:4]) > OLDEST_AGE:
        raise RowError(f"birth_date: older than {OLDEST_AGE} years")
    return day


@lru_cache(maxsize=16_384)
def _situation(cells: Row) -> bytes:
    relation, at_school, disabled, orphan, *days, level, establishment = cells
    return rows.pack_situation(
        read_choice("relation", relation, Relation),
        at_school=read_flag("at_school", at_school),
        disabled=read_flag("disabled", disabled),
        orphan=read_flag("orphan", orphan),
        establishment=read_flag("establishment", establishment),
        school_level=read_school_level("school_level", level),
        days=_spans(days) if any(days) else _NO_DAYS,
    )


@lru_cache(maxsize=65_536)  # millions of families are paid a few thousand different payments
def _payment(cells: Row, currency: str, minor_digits: int, reasons: frozenset[str]) -> bytes:
    month, amount, state, day, given_currency, reason, collect_until = cells
    if given_currency.strip().upper() not in {"", currency}:
        raise RowError(f"currency: this programme pays in {currency}")
    return rows.pack_payment(
        read_month("month", month),
        read_amount("amount", amount, minor_digits),
        currency,
        read_choice("state", state, PaymentState),
        _required("day", read_day("day", day)),
        read_code("reason", reason, reasons),
        read_day("collect_until", collect_until),
    )


def _spans(cells: list[str]) -> _Days:
    joined_on, left_on, school_since, school_until = map(read_day, MEMBERS.optional[3:7], cells)
    if joined_on and left_on and left_on < joined_on:
        raise RowError("left_on: lies before joined_on")
    if school_since and school_until and school_until < school_since:
        raise RowError("school_until: lies before school_since")
    return joined_on, left_on, school_since, school_until


def _required(column: str, value: str | None) -> str:
    if not value:
        raise RowError(f"{column}: empty")
    return value


def _figures(cells: list[str]) -> dict[str, str]:
    pairs = (cell.split("=", 1) for cell in cells)
    return {name: read_text(f"reason_{name}", value) for name, value in pairs if value.strip()}


def reader_of(
    programme: str, currency: str, minor_digits: int, reasons: frozenset[str], region: str, today: date
) -> RowReader:
    """The reader for a programme's rows."""
    return RowReader(programme, currency, minor_digits, reasons, PhoneReader.of(region), today.isoformat())
