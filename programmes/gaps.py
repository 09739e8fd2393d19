"""Why what was paid is not what the rules give: the one fact that, told otherwise, gives the paid amount.

A cause is named only where its arithmetic is exact, and where no fact of another kind explains the amount as
well; else an officer has to look. The causes: money written in old units, an arrear, a grant paid apart, the
old rate, a household as it was the time before, a child that is not counted, whose school, disability or
orphanhood is not.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

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
CHILD, UNEXPLAINED = "child", "unexplained"
#: How many periods back a shortfall may have been made good.
_ARREARS_BACK = 12


def why_differs(calculator: Calculator, case: Case, month: str, old_unit: OldUnit | None) -> Gap | None:
    """The gap of a period with its cause; None where nothing was paid for it, or what is due."""
    period = calculator.period.of(month)
    paid = paid_for(calculator, case, period)
    if paid is None:
        return None
    due = calculator.due(case, period)
    if paid == due:
        return None
    gap = Gap(period, paid, due, UNEXPLAINED)
    if old_unit and due and paid == due * old_unit.factor:
        return replace(gap, cause=OLD_UNIT)
    if late := _made_good(calculator, case, period, paid - due):
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
        short = calculator.due(case, period) - (paid_for(calculator, case, period) or 0)
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
    told = told_otherwise(calculator, children, period)
    kinds = {kind for kind, other_total in told if other_total == paid - once}
    return kinds.pop() if len(kinds) == 1 else UNEXPLAINED


def told_otherwise(calculator: Calculator, children: list[Child], period: str) -> Iterator[tuple[str, int]]:
    """Each sum of the household with one fact about one child told otherwise, and which fact.

    Only the child's own share changes, but for a child that is gone: then those behind it move up by a rank.
    """
    kinds = calculator.counted(children)
    shares = [calculator.share(kind, rank, period) for rank, kind in enumerate(kinds, 1)]
    whole, moved_up = sum(shares), 0
    for rank in range(len(kinds), 0, -1):
        kind, share = kinds[rank - 1], shares[rank - 1]
        others = kinds[: rank - 1] + kinds[rank:]
        yield CHILD, calculator.settled(others, whole - share + moved_up, period)
        for fact, other in kind.without_one_fact():
            with_it = whole - share + calculator.share(other, rank, period)
            yield fact, calculator.settled(kinds, with_it, period)
        moved_up += calculator.share(kind, rank - 1, period) - share
