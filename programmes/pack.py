"""A programme loaded from its folder: what is said, what is granted, to whom (docs/programmes.md)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from programmes import changes, gaps, what_if
from programmes.calculator import Calculator
from programmes.clocks import DAY, Clock, Timeline
from programmes.documents import read_toml, read_yaml
from programmes.eligibility import FILE as ELIGIBILITY
from programmes.eligibility import UNKNOWN_REASON, Eligibility, Reason, read_eligibility
from programmes.errors import UnknownProgrammeError
from programmes.guide import FILE as GUIDE
from programmes.guide import Guide, read_guide
from programmes.household import Case, CaseStatus, Payment, PaymentState
from programmes.manifest import FILE as MANIFEST
from programmes.manifest import LAST, UNKNOWN, Manifest, read_manifest
from programmes.money import check_units
from programmes.months import first_day, last_day, month_of
from programmes.parameters import FILE as BENEFITS
from programmes.parameters import read_parameters
from programmes.programme import Change, Entitlement, Gap, WhatIf
from programmes.rules_file import read_rules
from programmes.wording import Words

_DECIDED = {CaseStatus.ACCEPTED, CaseStatus.REFUSED, CaseStatus.SUSPENDED, CaseStatus.ENDED}


@dataclass(frozen=True, slots=True)
class Pack(Manifest):
    """A loaded pack; keeps the `Programme` protocol, whose methods are described there."""

    calculator: Calculator
    eligibility: Eligibility
    guide: Guide

    @property
    def reasons(self) -> Mapping[str, Reason]:
        """The reasons by their codes."""
        return self.eligibility.reasons

    @property
    def desks(self) -> Mapping[str, Words]:
        """The desks that own a datum."""
        return self.eligibility.desks

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

    def why_differs(self, case: Case, month: str) -> Gap | None:
        """See `Programme`; the causes are in programmes/gaps.py."""
        return gaps.why_differs(self.calculator, case, month, self.old_unit)

    def hypotheses(self, case: Case, month: str) -> tuple[str, ...]:
        """See `Programme`."""
        return what_if.hypotheses(self.calculator, case, month)

    def new_child_rules(self) -> tuple[str, ...]:
        """See `Programme`."""
        return what_if.new_child_rules(self.calculator)

    def what_if(self, case: Case, month: str, fact: str, rule: str = "") -> WhatIf:
        """See `Programme`."""
        return what_if.what_if(self.calculator, case, month, fact, rule)

    def mending_step(self, fact: str, language: str) -> str:
        """See `Programme`."""
        datum = self.eligibility.data.get(fact)
        return datum.step[language] if datum else ""

    def in_old_unit(self, minor: int, language: str) -> str:
        """See `Programme`."""
        if self.old_unit is None:
            return ""
        return f"{minor * self.old_unit.factor // 10**self.minor_digits} {self.old_unit.names[language]}"

    @property
    def call_centre(self) -> str:
        """See `Programme`; a pack calls it `call_centre` or `hotline`."""
        told = (self.contacts.get(name, UNKNOWN) for name in ("call_centre", "hotline"))
        return next((number for number in told if number != UNKNOWN), "")

    @property
    def complaint_levels(self) -> tuple[str, ...]:
        """See `Programme`."""
        return tuple(self.levels)

    def level_name(self, level: str, language: str) -> str:
        """See `Programme`."""
        return self.levels[level][language]

    def reason(self, code: str, language: str, data: Mapping[str, Any]) -> str:
        """See `Programme`; a code that the pack does not list is said to be for an officer to confirm."""
        reason = self.reasons.get(code, self.reasons[UNKNOWN_REASON])
        return reason.say(language, self.decimal_signs[language], data)

    def reason_owner(self, code: str, language: str) -> str:
        """See `Programme`."""
        reason = self.reasons.get(code)
        return self.desks[reason.desk][language] if reason and reason.desk else ""

    def reason_step(self, code: str, language: str) -> str:
        """See `Programme`."""
        reason = self.reasons.get(code)
        return reason.step[language] if reason and reason.step else ""

    def owner(self, datum: str, language: str) -> str:
        """See `Programme`."""
        known = self.guide.details.get(datum)
        return self.desks[known.owner][language] if known else ""

    def appeal_until(self, case: Case) -> date | None:
        """See `Programme`."""
        if case.status not in _DECIDED or self.appeal_days is None:
            return None
        return case.status_since + timedelta(days=self.appeal_days)

    def answer_by(self, motive: str, filed: date) -> date:
        """See `Programme`."""
        if motive in self.answer_working_days:
            return self.calendar.after_working_days(filed, self.answer_working_days[motive])
        return filed + timedelta(days=self.answer_days)

    def answer_clock(self, motive: str) -> Clock:
        """The time to answer a ticket of `motive`: working days where it has some, else calendar days."""
        if motive in self.answer_working_days:
            working = Timeline(self.timezone, self.calendar)
            return Clock(working, self.answer_working_days[motive] * DAY)
        return Clock(Timeline(self.timezone), self.answer_days * DAY)

    def due_at(self, motive: str, filed: int) -> int:
        """See `Programme`."""
        return self.answer_clock(motive).due(filed)

    def due_month(self, case: Case, today: date) -> str | None:
        """See `Programme`; on its day of payment a period is not yet late."""
        if case.status is not CaseStatus.ACCEPTED or self.payment_day == UNKNOWN:
            return None
        period = self.period.of(month_of(today))
        if self._pay_day(period) >= today:
            period = self.period.before(period)
        return period if self.calculator.is_granted(case, period) else None

    def next_payment(self, case: Case, today: date) -> tuple[str, date, int] | None:
        """See `Programme`: what the registry has planned, else the first period not paid yet, as computed."""
        planned = [payment for payment in case.payments if _is_planned(payment, today)]
        if planned:
            payment = min(planned, key=lambda payment: payment.day)
            return payment.month, payment.day, payment.amount
        if case.status is not CaseStatus.ACCEPTED or self.payment_day == UNKNOWN:
            return None
        period = self.period.of(month_of(today))
        paid = {self.period.of(payment.month) for payment in case.payments}
        if self._pay_day(period) < today or period in paid:
            period = self.period.after(period)
        due = self.entitlement(case, period).total if self.calculator.is_granted(case, period) else 0
        return (period, self._pay_day(period), due) if due else None

    def _pay_day(self, period: str) -> date:
        month = self.period.last_month(period)
        last = last_day(month)
        if self.payment_day == LAST:
            return last
        return first_day(month).replace(day=min(int(self.payment_day), last.day))


def _is_planned(payment: Payment, today: date) -> bool:
    return payment.state is PaymentState.PLANNED and payment.day >= today


@cache
def load_programme(key: str) -> Pack:
    """A pack that comes with the project, by its key; UnknownProgrammeError where there is none."""
    folder = files("programmes") / "packs" / key
    if not key.isidentifier() or not (folder / MANIFEST).is_file():
        raise UnknownProgrammeError(f"no pack has this key; there are {', '.join(pack_keys())}")
    return load_pack(folder)


def pack_keys() -> list[str]:
    """The keys of the packs that come with the project."""
    return sorted(
        entry.name for entry in (files("programmes") / "packs").iterdir() if (entry / MANIFEST).is_file()
    )


def load_pack(folder: Traversable) -> Pack:
    """The pack in a folder (a path will do), every key checked; PackError names file, line and key."""
    toml, benefits = read_toml(folder, MANIFEST), read_yaml(folder, BENEFITS)
    conditions = read_yaml(folder, ELIGIBILITY)
    guide = read_yaml(folder, GUIDE) if (folder / GUIDE).is_file() else None
    with (
        toml.placing(),
        benefits.placing(),
        conditions.placing(),
        guide.placing() if guide else nullcontext(),
    ):
        manifest = read_manifest(toml.content)
        parameters = read_parameters(benefits.content, manifest.minor_digits)
        check_units(parameters, manifest)
        rules = read_rules(toml.content.get("rules"), parameters)
        eligibility = read_eligibility(conditions.content)
        return Pack(
            **{field.name: getattr(manifest, field.name) for field in fields(manifest)},
            calculator=Calculator(manifest.currency, rules, parameters, manifest.period),
            eligibility=eligibility,
            guide=read_guide(guide.content, eligibility.desks) if guide else Guide(),
        )
