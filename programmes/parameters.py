"""Dated parameters: what benefits.yaml says, and which value is in force in a month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import pairwise
from typing import Any

from programmes.errors import PackError
from programmes.months import month_of

FILE = "benefits.yaml"
_FIELDS = {"value", "unknown", "expected", "legal", "first_payment", "confirm_until", "reference", "note"}
#: Written where no date is published: a first payment before every month, a doubt that nobody has settled.
FROM_THE_START, FURTHER_NOTICE = "start", "further notice"


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One step of a parameter. `value` is in minor units, None where the rate is not published.

    `legal` is the date that the law gives, `first_payment` the day it was first paid (None: from the start),
    `from_month` its month, from which the step counts. Up to `confirm_until` an officer confirms the amount.
    """

    value: int | None
    legal: date | None
    first_payment: date | None
    reference: str
    note: str = ""
    expected: bool = False
    from_month: str = ""
    confirm_until: str = ""

    def is_doubtful(self, month: str) -> bool:
        """Whether an officer has to confirm what was computed for `month`."""
        return month <= self.confirm_until


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """A parameter with its steps, oldest first; equal to itself only, so that what it gives can be cached."""

    key: str
    unit: str
    steps: tuple[DatedValue, ...]

    def at(self, month: str) -> DatedValue | None:
        """The step in force in `month`, None before the first; what is only expected is passed over."""
        return _in_force(self, month)

    def value_at(self, month: str) -> int:
        """What it gives in `month`, in minor units; 0 where no rate is in force or published."""
        step = _in_force(self, month)
        return step.value or 0 if step else 0


@lru_cache(maxsize=8192)
def _in_force(parameter: Parameter, month: str) -> DatedValue | None:
    for step in reversed(parameter.steps):
        if not step.expected and step.from_month <= month:
            return step
    return None


Parameters = Mapping[str, Parameter]


def read_parameters(document: Any, minor_digits: int) -> Parameters:
    """The parameters of a loaded benefits.yaml, checked; PackError names the key."""
    if not isinstance(document, dict) or not document:
        raise PackError(FILE, "(whole file)", "a mapping of parameters is expected")
    return {key: _parameter(str(key), entry, minor_digits) for key, entry in document.items()}


def _parameter(key: str, entry: Any, minor_digits: int) -> Parameter:
    if not isinstance(entry, dict) or not isinstance(entry.get("unit"), str):
        raise PackError(FILE, f"{key}.unit", "the unit is missing")
    values = entry.get("values")
    if not isinstance(values, list) or not values:
        raise PackError(FILE, f"{key}.values", "a list of dated values is expected")
    steps = tuple(_step(f"{key}.values[{i}]", value, minor_digits) for i, value in enumerate(values))
    _check_order(key, steps)
    return Parameter(key, entry["unit"], steps)


def _step(key: str, entry: Any, minor_digits: int) -> DatedValue:
    if not isinstance(entry, dict):
        raise PackError(FILE, key, "a mapping is expected")
    for name in entry.keys() - _FIELDS:
        raise PackError(FILE, f"{key}.{name}", f"unknown key; known are {', '.join(sorted(_FIELDS))}")
    expected = entry.get("expected", False) is True
    reference = entry.get("reference")
    if not isinstance(reference, str) or not reference.strip():
        raise PackError(FILE, f"{key}.reference", "every value needs the name of its source")
    legal = _day(f"{key}.legal", entry.get("legal"))
    at_start = entry.get("first_payment") == FROM_THE_START
    first_payment = None if at_start else _day(f"{key}.first_payment", entry.get("first_payment"))
    if not expected and first_payment is None and not at_start:
        raise PackError(FILE, f"{key}.first_payment", "a value in force needs the day of its first payment")
    if legal and first_payment and first_payment < legal:
        raise PackError(FILE, f"{key}.first_payment", "lies before the legal date")
    return DatedValue(
        _value(key, entry, minor_digits),
        legal,
        first_payment,
        reference,
        _note(key, entry),
        expected,
        month_of(first_payment) if first_payment else "",
        _doubtful_until(key, entry.get("confirm_until")),
    )


def _note(key: str, entry: dict[str, Any]) -> str:
    """What is doubtful; asked for wherever something is."""
    note = str(entry.get("note", ""))
    doubtful = {"unknown", "expected", "confirm_until"} & entry.keys() or entry.get(
        "first_payment"
    ) == FROM_THE_START
    if doubtful and not note.strip():
        raise PackError(
            FILE, f"{key}.note", "what is unknown, expected or doubtful needs a note that says why"
        )
    return note


def _doubtful_until(key: str, value: Any) -> str:
    """The last doubtful month; `~` sorts behind every month."""
    if value == FURTHER_NOTICE:
        return "~"
    day = _day(f"{key}.confirm_until", value)
    return month_of(day) if day else ""


def _value(key: str, entry: dict[str, Any], minor_digits: int) -> int | None:
    if entry.get("unknown", False) is True:
        if "value" in entry:
            raise PackError(FILE, f"{key}.value", "an unknown rate has no value")
        return None
    if isinstance(entry.get("value"), bool | None):
        raise PackError(FILE, f"{key}.value", "missing; write `unknown: true` where no rate is published")
    try:
        minor = Decimal(str(entry["value"])).scaleb(minor_digits)
    except InvalidOperation:
        raise PackError(FILE, f"{key}.value", "not a number") from None
    if not minor.is_finite() or minor < 0 or minor != minor.to_integral_value():
        raise PackError(FILE, f"{key}.value", f"not an amount of at most {minor_digits} decimals, 0 or more")
    return int(minor)


def _day(key: str, value: Any) -> date | None:
    if value is None or type(value) is date:
        return value
    raise PackError(FILE, key, "a day is written YYYY-MM-DD")


def _check_order(key: str, steps: tuple[DatedValue, ...]) -> None:
    for name in ("legal", "first_payment"):
        days = [day for step in steps if (day := getattr(step, name)) is not None]
        if any(later <= earlier for earlier, later in pairwise(days)):
            raise PackError(FILE, f"{key}.values", f"the dates of `{name}` are not in order")
    if any(step.first_payment is None and not step.expected for step in steps[1:]):
        raise PackError(FILE, f"{key}.values", "only the first value may count from the start")
    if any(earlier.expected and not later.expected for earlier, later in pairwise(steps)):
        raise PackError(FILE, f"{key}.values", "an expected value stands before one in force")
