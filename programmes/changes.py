"""Why two months differ: each cause with its share, and the shares add up to the whole difference exactly.

The month before is turned into the month step by step: the causes are put in one after the other in a fixed
order, the sum is computed anew after each, and a cause's share is what the sum moved by. So a child that
moves up a rank when an elder one leaves is part of the elder one's share, and nothing is left over or counted
twice. New rates come last, on the household as it is now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from programmes.calculator import NOT_GRANTED, STAY_OVER, Calculator
from programmes.household import Case, Member
from programmes.months import age_on
from programmes.presence import is_present
from programmes.programme import Change, Node
from programmes.rules import Child, Rules

#: The causes in the order in which they are put in.
LEFT, TURNED, LEFT_SCHOOL, ENTERED_SCHOOL = "left", "turned", "left_school", "entered_school"
BORN, JOINED, BEYOND_LIMIT = "born", "joined", "joined_beyond_limit"
ORDER = (LEFT, TURNED, LEFT_SCHOOL, ENTERED_SCHOOL, BORN, JOINED, BEYOND_LIMIT)
RATE, FIRST_MONTH, RESUMED, PAID_DIFFERS = "rate", "first_month", "resumed", "paid_differs"
#: Behind the rule of what was paid once, the time before.
BEFORE = "_before"


@dataclass(frozen=True, slots=True)
class _Cause:
    kind: str
    age: int | None = None

    @property
    def name(self) -> str:
        return self.kind if self.age is None else f"{self.kind}_{self.age}"


class _Look(NamedTuple):
    """A period, and the household's children as they are looked at for it."""

    period: str
    children: list[Child]


def why_changed(calculator: Calculator, case: Case, month: str) -> tuple[Change, ...]:
    """What differs between the period before and that of `month`.

    A cause with difference 0 is told only where it changed how many children count (a birth under the
    floor, a seventh child). The codes are those of `ORDER` (`turned_<age>`) and `rate`; the rule of what is
    paid once (`birth_grant`), followed by `_before` where it was paid the time before; `first_month` or
    `resumed` where nothing was due the time before; the case's status (`suspended`, `ended`, ...) or
    `stay_over` where nothing is due now.
    """
    month = calculator.period.of(month)
    before = calculator.period.before(month)
    was_barred, barred = (calculator.barred(case, period) for period in (before, month))
    if not was_barred and not barred:
        then, now = (_Look(period, calculator.children(case, period)) for period in (before, month))
        return (*_steps(calculator, case, then, now), *_once(calculator, case, then, now))
    if not barred:
        return (_began(calculator, case, month),)
    if not was_barred:
        return (_stopped(calculator, case, before, month, barred),)
    difference = calculator.entitlement(case, month).total - calculator.entitlement(case, before).total
    return (Change(barred, 1, difference),) if difference else ()


def paid_differs(calculator: Calculator, case: Case, month: str) -> Change | None:
    """By how much what was paid for the period of `month` is not the computed amount; None where it is."""
    period = calculator.period
    paid = [payment.amount for payment in case.payments if period.of(payment.month) == period.of(month)]
    difference = sum(paid) - calculator.entitlement(case, month).total
    return Change(PAID_DIFFERS, len(paid), difference) if paid and difference else None


def _began(calculator: Calculator, case: Case, month: str) -> Change:
    cause = RESUMED if any(payment.month < month for payment in case.payments) else FIRST_MONTH
    return Change(cause, 1, calculator.entitlement(case, month).total)


def _stopped(calculator: Calculator, case: Case, before: str, month: str, barred: str) -> Change:
    """Nothing is due any more: by the case's status, by the end of its stay, or by an orphan's majority."""
    difference = calculator.entitlement(case, month).total - calculator.entitlement(case, before).total
    own = calculator.rules.establishment
    if barred == STAY_OVER and own and own.ages:
        cause = _Cause(TURNED, own.ages[1] + 1)
        return Change(cause.name, len(calculator.children(case, before)), difference, cause.age)
    return Change(str(case.status) if barred.startswith(NOT_GRANTED) else barred, 1, difference)


def _once(calculator: Calculator, case: Case, then: _Look, now: _Look) -> Iterator[Change]:
    """What was paid once the time before, and what is now."""
    for look, ending, sign in ((then, BEFORE, -1), (now, "", 1)):
        lines = calculator.grants(case, look.children, look.period)
        for rule in dict.fromkeys(line.rule for line in lines if line.value):
            own: list[Node] = [line for line in lines if line.rule == rule]
            yield Change(
                f"{rule}{ending}", sum(line.count for line in own), sign * sum(line.value for line in own)
            )


def _steps(calculator: Calculator, case: Case, looked_then: _Look, looked_now: _Look) -> Iterator[Change]:
    before, month = looked_then.period, looked_now.period
    then, now = ({child.member_id: child for child in look.children} for look in (looked_then, looked_now))
    household, total = dict(then), calculator.total(then.values(), before)
    for cause, members in _by_cause(calculator, case, month, then, now):
        for member in members:
            household.pop(member, None)
            household.update({member: now[member]} if member in now else {})
        moved = calculator.total(household.values(), before)
        if moved != total or any((member in then) != (member in now) for member in members):
            yield Change(cause.name, len(members), moved - total, cause.age)
        total = moved
    at_new_rates = calculator.total(now.values(), month)
    if at_new_rates != total:
        yield Change(RATE, 1, at_new_rates - total)


def _by_cause(
    calculator: Calculator, case: Case, month: str, then: dict[str, Child], now: dict[str, Child]
) -> list[tuple[_Cause, list[str]]]:
    rules = calculator.rules
    ranks = {child.member_id: rank for rank, child in enumerate(rules.ranked(list(now.values())), 1)}
    groups: dict[_Cause, list[str]] = {}
    for member in case.members:
        was, here = then.get(member.member_id), now.get(member.member_id)
        if was and here:
            cause = _changed(rules, was, here)
        elif was:
            cause = _gone(member, rules.day_in(month))
        elif here:
            beyond = rules.tier_of(ranks[member.member_id]) is None
            cause = _come(member, rules.day_in(calculator.period.before(month)), here, beyond=beyond)
        else:
            cause = None
        if cause:
            groups.setdefault(cause, []).append(member.member_id)
    return sorted(groups.items(), key=lambda group: (ORDER.index(group[0].kind), group[0].age or 0))


def _changed(rules: Rules, was: Child, here: Child) -> _Cause | None:
    if rules.fitting(was.kind) == rules.fitting(here.kind):
        return None
    if was.at_school != here.at_school and here.age == was.age:
        return _Cause(ENTERED_SCHOOL if here.at_school else LEFT_SCHOOL)
    return _Cause(TURNED, here.age)


def _gone(member: Member, day: date) -> _Cause:
    return _Cause(TURNED, age_on(day, member.birth_date)) if is_present(member, day) else _Cause(LEFT)


def _come(member: Member, day_before: date, here: Child, *, beyond: bool) -> _Cause:
    if is_present(member, day_before):
        return _Cause(TURNED, here.age)
    if beyond:
        return _Cause(BEYOND_LIMIT)
    return _Cause(BORN if member.birth_date > day_before else JOINED)
