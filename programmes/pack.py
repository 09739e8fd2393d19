"""A programme loaded from its folder: programme.toml for what is said, benefits.yaml for what is granted."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from programmes import changes
from programmes.calculator import Calculator, is_granted
from programmes.errors import PackError, UnknownProgrammeError
from programmes.household import Case, CaseStatus, Payment, PaymentState
from programmes.months import first_day, last_day, month_after, month_before, month_of
from programmes.parameters import read_parameters
from programmes.programme import Change, Entitlement
from programmes.rules import read_rules
from programmes.wording import LANGUAGES, UNKNOWN_REASON, Reason, Words, read_desks, read_reasons, read_words

MANIFEST, BENEFITS = "programme.toml", "benefits.yaml"
_DECIDED = {CaseStatus.ACCEPTED, CaseStatus.REFUSED, CaseStatus.SUSPENDED, CaseStatus.ENDED}


@dataclass(frozen=True, slots=True)
class Pack:
    """A loaded pack; keeps the `Programme` protocol, whose methods are described there."""

    key: str
    currency: str
    minor_digits: int
    timezone: str
    region_code: str
    languages: tuple[str, ...]
    motives: tuple[str, ...]
    appeal_days: int
    answer_days: int
    payment_day: int | None  # None: the month's last day
    calculator: Calculator
    names: Words
    units: Words
    decimal_signs: Words
    desks: Mapping[str, Words]
    reasons: Mapping[str, Reason]

    def name(self, language: str) -> str:
        """See `Programme`."""
        return self.names[language]

    def unit(self, language: str) -> str:
        """See `Programme`."""
        return self.units[language]

    def entitlement(self, case: Case, month: str) -> Entitlement:
        """See `Programme`."""
        return self.calculator.entitlement(case, month)

    def why_changed(self, case: Case, month: str) -> tuple[Change, ...]:
        """See `Programme`; the codes are in programmes/changes.py."""
        return changes.why_changed(self.calculator, case, month)

    def paid_differs(self, case: Case, month: str) -> Change | None:
        """See `Programme`."""
        return changes.paid_differs(self.calculator, case, month)

    def reason(self, code: str, language: str, data: Mapping[str, Any]) -> str:
        """See `Programme`; a code that the pack does not list is said to be for an officer to confirm."""
        reason = self.reasons.get(code, self.reasons[UNKNOWN_REASON])
        return reason.say(language, self.decimal_signs[language], data)

    def reason_owner(self, code: str, language: str) -> str:
        """See `Programme`."""
        reason = self.reasons.get(code)
        return self.desks[reason.desk][language] if reason and reason.desk else ""

    def appeal_until(self, case: Case) -> date | None:
        """See `Programme`."""
        return case.status_since + timedelta(days=self.appeal_days) if case.status in _DECIDED else None

    def due_month(self, case: Case, today: date) -> str | None:
        """See `Programme`; on its day of payment a month is not yet late."""
        month = month_of(today)
        if self._pay_day(month) >= today:
            month = month_before(month)
        return month if case.status is CaseStatus.ACCEPTED and is_granted(case, month) else None

    def next_payment(self, case: Case, today: date) -> tuple[str, date, int] | None:
        """See `Programme`: what the registry has planned, else the first month not paid yet, as computed."""
        planned = [payment for payment in case.payments if _is_planned(payment, today)]
        if planned:
            payment = min(planned, key=lambda payment: payment.day)
            return payment.month, payment.day, payment.amount
        month = month_of(today)
        if self._pay_day(month) < today or any(payment.month == month for payment in case.payments):
            month = month_after(month)
        if case.status is not CaseStatus.ACCEPTED or not is_granted(case, month):
            return None
        return month, self._pay_day(month), self.entitlement(case, month).total

    def _pay_day(self, month: str) -> date:
        last = last_day(month)
        return (
            last
            if self.payment_day is None
            else first_day(month).replace(day=min(self.payment_day, last.day))
        )


def _is_planned(payment: Payment, today: date) -> bool:
    return payment.state is PaymentState.PLANNED and payment.day >= today


@cache
def load_programme(key: str) -> Pack:
    """A pack that comes with the project, by its key; UnknownProgrammeError where there is none."""
    folder = files("programmes") / "packs" / key
    if not key.isidentifier() or not (folder / MANIFEST).is_file():
        raise UnknownProgrammeError("no pack has this key")
    return load_pack(folder)


def load_pack(folder: Traversable) -> Pack:
    """The pack in a folder (a path will do), every key checked; PackError names the file and the key."""
    manifest = _toml(folder)
    digits = _get(manifest, "minor_digits", int)
    parameters = read_parameters(_yaml(folder), digits)
    rules = read_rules(manifest.get("rules"), parameters)
    desks = read_desks(manifest)
    currency = _get(manifest, "currency", str)
    return Pack(
        key=_get(manifest, "key", str),
        currency=currency,
        minor_digits=digits,
        timezone=_timezone(manifest),
        region_code=_get(manifest, "region", str),
        languages=_languages(manifest),
        motives=tuple(_get(manifest, "motives", list)),
        appeal_days=_get(manifest, "appeal.days", int),
        answer_days=_get(manifest, "appeal.answer_days", int),
        payment_day=_payment_day(manifest),
        calculator=Calculator(currency, rules, parameters),
        names=read_words(manifest, "name"),
        units=read_words(manifest, "unit"),
        decimal_signs=read_words(manifest, "decimal_sign"),
        desks=desks,
        reasons=read_reasons(manifest, desks),
    )


def _toml(folder: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PackError(MANIFEST, "(whole file)", str(error)) from error


def _yaml(folder: Traversable) -> Any:
    try:
        return yaml.safe_load((folder / BENEFITS).read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise PackError(BENEFITS, "(whole file)", str(error)) from error


def _get(manifest: Mapping[str, Any], key: str, kind: type[Any]) -> Any:
    value: Any = manifest
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if (
        not isinstance(value, kind)
        or isinstance(value, bool)
        or (kind is int and value < 0)
        or not (value or kind is int)
    ):
        raise PackError(MANIFEST, key, f"missing, or not of the kind {kind.__name__}")
    return value


def _timezone(manifest: Mapping[str, Any]) -> str:
    name = str(_get(manifest, "timezone", str))
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise PackError(MANIFEST, "timezone", "no such time zone") from None
    return name


def _languages(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    languages = tuple(_get(manifest, "languages", list))
    if not set(languages) <= set(LANGUAGES):
        raise PackError(MANIFEST, "languages", f"known are {', '.join(LANGUAGES)}")
    return languages


def _payment_day(manifest: Mapping[str, Any]) -> int | None:
    day = manifest.get("payment", {}).get("day")
    if day == "last":
        return None
    if not isinstance(day, int) or not 1 <= day <= 31:
        raise PackError(MANIFEST, "payment.day", '"last" or a day of the month is expected')
    return day
