"""Writes cases as the three CSV files of an import: the demo and the benches go through the real import."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from programmes.household import Case, Member, Payment
from programmes.registry.columns import HOUSEHOLDS, MEMBERS, PAYMENTS
from programmes.registry.csv_files import Columns

#: The rows of a case: its household's row, its members', its payments'.
CaseRows = tuple[list[Any], list[list[Any]], list[list[Any]]]


def rows_of(case: Case, minor_digits: int, figures: tuple[str, ...] = ()) -> CaseRows:
    """The rows of a case; `figures` are the names of reason_data that have a column."""
    data = [case.reason_data.get(name, "") for name in figures]
    household = [case.number, case.status, case.status_since, case.head_birth_year, "|".join(case.phones)]
    household += [case.commune, case.region, case.reason or "", _day(case.applied_on), *data]
    members = [_member(case.number, member) for member in case.members]
    return household, members, [_payment(case.number, payment, minor_digits) for payment in case.payments]


def write_csv(folder: Path, cases: Iterable[CaseRows], figures: tuple[str, ...] = ()) -> None:
    """`households.csv`, `members.csv` and `payments.csv` in a folder, as a stream."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        households, members, payments = (
            stack.enter_context((folder / f"{kind}.csv").open("w", encoding="utf-8", newline=""))
            for kind in ("households", "members", "payments")
        )
        to_households, to_members, to_payments = map(csv.writer, (households, members, payments))
        to_households.writerow([*_header(HOUSEHOLDS), *(f"reason_{name}" for name in figures)])
        to_members.writerow(_header(MEMBERS))
        to_payments.writerow(_header(PAYMENTS))
        for household, its_members, its_payments in cases:
            to_households.writerow(household)
            to_members.writerows(its_members)
            to_payments.writerows(its_payments)


def _header(columns: Columns) -> Iterator[str]:
    return iter((*columns.required, *columns.optional))


def _member(number: str, member: Member) -> list[Any]:
    flags = [int(flag) for flag in (member.at_school, member.disabled, member.orphan)]
    days = [_day(day) for day in (member.joined_on, member.left_on, member.school_since, member.school_until)]
    own = [number, member.member_id, member.birth_date, member.relation, *flags, *days]
    return [*own, member.school_level or "", int(member.establishment)]


def _payment(number: str, payment: Payment, minor_digits: int) -> list[Any]:
    amount = Decimal(payment.amount).scaleb(-minor_digits)
    paid = [number, payment.month, amount, payment.state, payment.day, payment.currency]
    return [*paid, payment.reason or "", _day(payment.collect_until)]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
