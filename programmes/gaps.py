"""Why what was paid is not what the rules give: the one fact that, told otherwise, gives the paid amount.

A cause is named only where its arithmetic is exact, and where no fact of another kind explains the amount as
well; else an officer has to look. The causes: money written in old units, an arrear, a grant paid apart, the
old rate, a household as it was the time before, a child that is not counted, whose school, disability or
orphanhood is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from programmes.calculator import Calculator
from programmes.household import Case
from programmes.manifest import OldUnit
from programmes.programme import Gap
from programmes.rules import Child

OLD_UNIT, ARREAR, GRANT_APART, OLD_RATE, AS_BEFORE = (
    "old_unit",
    "arrear",
    "grant_apart",
    "old_rate",
    "as_before",
)
CHILD, SCHOOL, DISABILITY, ORPHAN, UNEXPLAINED = "child", "school", "disability", "orphan", "unexplained"
#: How many periods back a shortfall may have been made good.
_ARREARS_BACK = 12


def why_differs(calculator: Calculator, case: Case, month: str, old_unit: OldUnit | None) -> Gap | None:
    """The gap of a period with its cause; None where nothing was paid for it, or what is due."""
    period = calculator.period.of(month)
    paid = paid_for(calculator, case, period)
    due = calculator.entitlement(case, period)
    if paid is None or paid == due.total:
        return None
    gap = Gap(period, paid, due.total, UNEXPLAINED)
    if old_unit and due.total and paid == due.total * old_unit.factor:
        return replace(gap, cause=OLD_UNIT)
    if late := _made_good(calculator, case, period, paid - due.total):
        return replace(gap, cause=ARREAR, months=late)
    if calculator.barred(case, period) is None:
        return replace(gap, cause=_explained(calculator, case, period, paid))
    return gap


def paid_for(calculator: Calculator, case: Case, period: str) -> int | None:
    """What was paid or is planned for a period; None where nothing is written down."""
    of = calculator.period.of
    amounts = [payment.amount for payment in case.payments if of(payment.month) == period]
    return sum(amounts) if amounts else None


def _made_good(calculator: Calculator, case: Case, period: str, surplus: int) -> tuple[str, ...]:
    """The periods just before whose shortfalls add up to `surplus`, oldest first; none where they do not."""
    late: list[str] = []
    for _ in range(_ARREARS_BACK):
        if surplus <= 0:
            break
        period = calculator.period.before(period)
        short = calculator.entitlement(case, period).total - (paid_for(calculator, case, period) or 0)
        if short > 0:
            late.append(period)
            surplus -= short
    return tuple(reversed(late)) if late and surplus == 0 else ()


def _explained(calculator: Calculator, case: Case, period: str, paid: int) -> str:
    children = calculator.children(case, period)
    once = sum(line.value for line in calculator.grants(case, children, period))
    before = calculator.period.before(period)
    total = calculator.total(children, period)
    if once and paid == total:
        return GRANT_APART
    if paid - once == calculator.total(children, before):
        return OLD_RATE
    if paid - once == calculator.total(calculator.children(case, before), period):
        return AS_BEFORE
    if paid > total + once:  # a fact that is missing only lowers the sum
        return UNEXPLAINED
    told = _told_otherwise(calculator, children)
    kinds = {kind for kind, others in told if paid - once == calculator.total(others, period)}
    return kinds.pop() if len(kinds) == 1 else UNEXPLAINED


def _told_otherwise(calculator: Calculator, children: list[Child]) -> Iterator[tuple[str, list[Child]]]:
    """The household with one fact about one child told otherwise.

    Children alike and in the same tier of ranks give the same sums: one of them will do.
    """
    rules, ranked = calculator.rules, calculator.rules.ranked(children)
    seen = set()
    for rank, child in enumerate(ranked, 1):
        tier = rules.tier_of(rank)
        alike = (tier and rules.rates_of(child, tier), child.at_school, child.disabled, child.orphan)
        if alike in seen:
            continue
        seen.add(alike)
        before, behind = ranked[: rank - 1], ranked[rank:]
        yield CHILD, [*before, *behind]
        for kind in (SCHOOL, DISABILITY, ORPHAN):
            other = child.told(kind, is_so=False)
            if other != child:
                yield kind, [*before, other, *behind]
