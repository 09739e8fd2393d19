"""A household as JSON, to have its amount explained without a registry; docs/programmes.md has the fields.

Every fault is told with the field where it stands, all at once; a fault anywhere gives no household at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

import orjson

from programmes.errors import HouseholdError
from programmes.household import Case, CaseStatus, Member, Payment, PaymentState, Relation
from programmes.months import last_day
from programmes.pack import Pack
from programmes.registry.values import (
    RowError,
    read_amount,
    read_choice,
    read_day,
    read_month,
    read_school_level,
)

OLDEST_AGE = 120
_MEMBER_DAYS = ("joined_on", "left_on", "school_since", "school_until")
_FLAGS = ("at_school", "disabled", "orphan", "establishment")
_MEMBER_KEYS = {"birth_date", "relation", "school_level", *_FLAGS, *_MEMBER_DAYS}
_PAYMENT_KEYS = {"month", "amount", "currency", "state", "day"}
_HOUSEHOLD_KEYS = {"status", "status_since", "reason", "figures", "members", "payments"}

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


@dataclass(slots=True)
class _Reading:
    """What is being read, with the faults found so far."""

    pack: Pack
    today: date
    faults: list[str] = field(default_factory=list)

    def ok(self, where: str, read: Callable[[], T], instead: T) -> T:
        try:
            return read()
        except (RowError, HouseholdError) as fault:
            self.faults.append(f"{where}: {fault}" if where else str(fault))
            return instead


def read_household(text: bytes, pack: Pack, today: date) -> Case:
    """The household in a JSON object. Raises `HouseholdError` with one line for each fault."""
    try:
        content = orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise HouseholdError(f"line {error.lineno}: not JSON: {error.msg}") from None
    reading = _Reading(pack, today)
    case = _household(reading, content) if isinstance(content, dict) else None
    if case is None or reading.faults:
        raise HouseholdError("\n".join(reading.faults) or "a JSON object is expected")
    return case


def _household(reading: _Reading, content: dict[str, Any]) -> Case:
    _known(reading, "", content, _HOUSEHOLD_KEYS)
    members = [
        _member(reading, f"members[{i}]", entry) for i, entry in enumerate(_list(reading, content, "members"))
    ]
    payments = [
        _payment(reading, f"payments[{i}]", entry)
        for i, entry in enumerate(_list(reading, content, "payments"))
    ]
    since = _day(reading, "", content, "status_since") or date(2000, 1, 1)
    if since > reading.today:
        reading.faults.append("status_since: lies in the future")
    if len({(payment.month, payment.day, payment.amount) for payment in payments}) < len(payments):
        reading.faults.append("payments: the same payment stands twice")
    figures = content.get("figures", {})
    if not isinstance(figures, Mapping):
        reading.faults.append("figures: an object is expected")
    return Case(
        case_id="",
        number="",
        programme=reading.pack.key,
        status=_choice(reading, "", content, "status", CaseStatus, CaseStatus.ACCEPTED),
        status_since=since,
        head_birth_year=reading.today.year,
        reason=_reason(reading, content.get("reason")),
        reason_data=dict(figures) if isinstance(figures, Mapping) else {},
        members=tuple(Member(**{**member, "member_id": f"{n:03}"}) for n, member in enumerate(members, 1)),
        payments=tuple(sorted(payments, key=lambda payment: payment.month, reverse=True)),
    )


def _member(reading: _Reading, where: str, entry: Any) -> dict[str, Any]:
    if not isinstance(entry, dict):
        reading.faults.append(f"{where}: an object is expected")
        return {"birth_date": reading.today, "relation": Relation.OTHER}
    _known(reading, where, entry, _MEMBER_KEYS)
    born = _day(reading, where, entry, "birth_date")
    if born is None:
        reading.faults.append(f"{where}.birth_date: missing")
    elif not 0 <= reading.today.year - born.year <= OLDEST_AGE or born > reading.today:
        reading.faults.append(f"{where}.birth_date: an age from 0 to {OLDEST_AGE} is expected")
    days = {name: _day(reading, where, entry, name) for name in _MEMBER_DAYS}
    for first, last in (("joined_on", "left_on"), ("school_since", "school_until")):
        earlier, later = days[first], days[last]
        if earlier and later and later < earlier:
            reading.faults.append(f"{where}.{last}: lies before {first}")
    level = entry.get("school_level") or ""
    return {
        "birth_date": born or reading.today,
        "relation": _choice(reading, where, entry, "relation", Relation, Relation.CHILD),
        **{name: _flag(reading, where, entry, name) for name in _FLAGS},
        **days,
        "school_level": reading.ok(where, lambda: read_school_level("school_level", str(level)), None),
    }


def _payment(reading: _Reading, where: str, entry: Any) -> Payment:
    pack = reading.pack
    nothing = Payment("2000-01", 0, pack.currency, PaymentState.COLLECTED, reading.today)
    if not isinstance(entry, dict):
        reading.faults.append(f"{where}: an object is expected")
        return nothing
    _known(reading, where, entry, _PAYMENT_KEYS)
    _money(reading, where, entry.get("currency", pack.currency))
    month = reading.ok(where, lambda: read_month("month", str(entry.get("month", ""))), nothing.month)
    amount = reading.ok(
        where, lambda: read_amount("amount", str(entry.get("amount", "")), pack.minor_digits), 0
    )
    day = _day(reading, where, entry, "day") or last_day(pack.period.last_month(pack.period.of(month)))
    state = _choice(reading, where, entry, "state", PaymentState, PaymentState.COLLECTED)
    return Payment(pack.period.of(month), amount, pack.currency, state, day)


def _money(reading: _Reading, where: str, currency: Any) -> None:
    """The pack's own money; for old money, how to write it."""
    pack, old = reading.pack, reading.pack.old_unit
    if old and currency == old.code:
        reading.faults.append(
            f"{where}.currency: old money; divide by {old.factor} and write {pack.currency}"
        )
    elif currency != pack.currency:
        reading.faults.append(f"{where}.currency: this programme pays in {pack.currency}")


def _reason(reading: _Reading, code: Any) -> str | None:
    if code is not None and code not in reading.pack.reasons:
        reading.faults.append(f"reason: unknown; known are {', '.join(sorted(reading.pack.reasons))}")
    return str(code) if code else None


def _known(reading: _Reading, where: str, entry: dict[str, Any], known: set[str]) -> None:
    for name in sorted(entry.keys() - known):
        path = f"{where}.{name}" if where else name
        reading.faults.append(f"{path}: unknown; known are {', '.join(sorted(known))}")


def _list(reading: _Reading, content: dict[str, Any], name: str) -> list[Any]:
    found = content.get(name, [])
    if isinstance(found, list):
        return found
    reading.faults.append(f"{name}: a list is expected")
    return []


def _day(reading: _Reading, where: str, entry: dict[str, Any], name: str) -> date | None:
    value = entry.get(name)
    if value is None:
        return None
    iso = reading.ok(where, lambda: read_day(name, str(value)), None)
    return date.fromisoformat(iso) if iso else None


def _choice(reading: _Reading, where: str, entry: dict[str, Any], name: str, choices: type[E], usual: E) -> E:
    value = entry.get(name)
    if value is None:
        return usual
    return choices(reading.ok(where, lambda: read_choice(name, str(value), choices), str(usual)))


def _flag(reading: _Reading, where: str, entry: dict[str, Any], name: str) -> bool:
    value = entry.get(name, False)
    if not isinstance(value, bool):
        reading.faults.append(f"{where}.{name}: true or false is expected")
    return value is True
