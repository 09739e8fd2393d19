"""What a pack grants by date: the table that `recours programme check` shows to whoever checks it."""

from __future__ import annotations

from decimal import Decimal

from programmes.pack import Pack
from programmes.parameters import DatedValue, Parameter

EXPECTED, UNKNOWN = "expected, not in force", "to be confirmed"
FROM_THE_START = "from the start"


def amounts_table(pack: Pack) -> list[str]:
    """One line a dated value: parameter, amount with its unit, first payment, legal date, source."""
    rows = [("parameter", "amount", "first paid", "legal", "source")]
    for parameter in pack.calculator.parameters.values():
        rows += [_row(pack, parameter, step) for step in parameter.steps]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]])
        for row in rows
    ]


def open_points(pack: Pack) -> list[str]:
    """What the pack leaves to be confirmed, a line each: the committed list of these may only shrink."""
    points = [f"{point.key}: {point.why}" for point in pack.open_points]
    for parameter in pack.calculator.parameters.values():
        points += [
            f"{parameter.key}: {_doubt(step)}: {step.note}" for step in parameter.steps if _doubt(step)
        ]
    return [f"{pack.key}: {point}" for point in points]


def _doubt(step: DatedValue) -> str:
    if step.expected:
        return EXPECTED
    if step.first_payment is None:
        return FROM_THE_START
    if step.confirm_until:
        return f"to be confirmed until {step.confirm_until.replace('~', 'further notice')}"
    return UNKNOWN if step.value is None else ""


def amount_of(pack: Pack, unit: str, step: DatedValue) -> tuple[str, str, str]:
    """A dated value as it is told: amount with its unit, first payment, legal date."""
    if step.value is None:
        amount = UNKNOWN
    else:
        amount = f"{Decimal(step.value).scaleb(-pack.minor_digits).normalize():f} {unit}"
    if step.expected:
        amount += f" ({EXPECTED})"
    first = "-" if step.expected else str(step.first_payment or FROM_THE_START)
    return amount, first, str(step.legal or "-")


def _row(pack: Pack, parameter: Parameter, step: DatedValue) -> tuple[str, str, str, str, str]:
    amount, first, legal = amount_of(pack, parameter.unit, step)
    return parameter.key, amount, first, legal, step.reference
