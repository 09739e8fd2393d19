"""What the sum would be if a fact that the registry does not have were counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from programmes.calculator import Calculator
from programmes.gaps import CHILD
from programmes.household import Case, Relation
from programmes.programme import WhatIf
from programmes.rules import DISABILITY, ORPHAN, SCHOOL, Child

#: A child that is not in the household: its rule stands behind the kind, `child.child_at_school`.
_NEW = "new"


def hypotheses(calculator: Calculator, case: Case, month: str) -> tuple[str, ...]:
    """The facts that could be missing: `child`, `school`, `orphan`, `disability`."""
    if not calculator.rules.children or calculator.barred(case, calculator.period.of(month)):
        return ()
    children = calculator.children(case, month)
    if any(child.in_establishment for child in children):
        return ()
    alone = not any(member.relation is Relation.SPOUSE for member in case.members)
    possible = {
        CHILD: True,
        SCHOOL: any(True for _ in _mended(calculator, children, SCHOOL)),
        ORPHAN: alone and any(not child.orphan for child in children),
        DISABILITY: any(not child.disabled for child in children),
    }
    return tuple(kind for kind, is_possible in possible.items() if is_possible)


def new_child_rules(calculator: Calculator) -> tuple[str, ...]:
    """The rules that a child who is not counted may fall under, fatherless ones apart."""
    rules = (rule.rule for rule in calculator.rules.children if not rule.orphan)
    return tuple(dict.fromkeys(rules))


def what_if(calculator: Calculator, case: Case, month: str, fact: str, rule: str = "") -> WhatIf:
    """The sum now and with one more fact; for `child`, with a child under `rule`, the last of its ranks.

    For a fact about a child of the household, about the child for whom it moves the sum most. A rate that is
    not published moves nothing.
    """
    period = calculator.period.of(month)
    children = calculator.children(case, period)
    now = calculator.total(children, period)
    if fact == CHILD:
        others = [[*children, _new_child(calculator, rule)]]
    else:
        others = list(_mended(calculator, children, fact))
    return WhatIf(fact, now, max([now, *(calculator.total(other, period) for other in others)]))


def _mended(calculator: Calculator, children: list[Child], fact: str) -> Iterator[list[Child]]:
    for index, child in enumerate(children):
        told = child.told(fact, is_so=True)
        if told != child and calculator.rules.fitting(told.kind) != calculator.rules.fitting(child.kind):
            yield [*children[:index], told, *children[index + 1 :]]


def _new_child(calculator: Calculator, code: str) -> Child:
    """A child under a rule, ranked behind the others: its age tells the rule, its birth date the rank."""
    rule = next(rule for rule in calculator.rules.children if rule.rule == code and not rule.orphan)
    last = date.max if calculator.rules.ranking == "eldest_first" else date.min
    age = rule.ages[0] if rule.ages else 0
    return Child(_NEW, last, age, bool(rule.at_school), disabled=False, orphan=False)
