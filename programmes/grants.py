"""What is paid once: for a birth, at the beginning of a school year. Each is a line of its month's sum."""

from __future__ import annotations

from programmes.household import Case, Relation
from programmes.lines_of_sum import grouped, node_of
from programmes.parameters import Parameters
from programmes.periods import Period
from programmes.presence import is_present
from programmes.programme import Node
from programmes.rules import BirthGrant, Child, Rules, SchoolGrant

#: Schooling begins at this age: below it, a missing kind of school is no gap.
SCHOOL_AGE = 6


def grants_of(
    case: Case, children: list[Child], month: str, rules: Rules, parameters: Parameters, period: Period
) -> list[Node]:
    """The lines of what is paid once in `month`."""
    nodes: list[Node] = []
    if rules.births:
        nodes += _births(case, month, rules, rules.births, parameters, period)
    if rules.school and int(month[5:]) in rules.school.months:
        nodes += _pupils(rules.ranked(children), month, rules.school, parameters)
    return nodes


def _births(
    case: Case, month: str, rules: Rules, grant: BirthGrant, parameters: Parameters, period: Period
) -> list[Node]:
    """Who was born since the household was last looked at, by the order of birth among all its children."""
    day, day_before = rules.day_in(month), rules.day_in(period.before(month))
    if not any(day_before < member.birth_date <= day for member in case.members):
        return []
    born = [
        member for member in case.members if member.relation is Relation.CHILD and not member.establishment
    ]
    born.sort(key=lambda member: (member.birth_date, member.member_id))
    return [
        node_of(grant.rule, parameters[parameter], month, (0,), order)
        for order, (member, parameter) in enumerate(zip(born, grant.by_birth, strict=False), 1)
        if day_before < member.birth_date <= day and is_present(member, day)
    ]


def _pupils(ranked: list[Child], month: str, grant: SchoolGrant, parameters: Parameters) -> list[Node]:
    nodes = []
    for rank, child in enumerate(ranked, 1):
        if not child.at_school or child.age < SCHOOL_AGE or child.apart or child.in_establishment:
            continue
        if child.school_level is None:
            nodes.append(Node(grant.rule, 0, ages=(child.age,), unknown=True, rank_from=rank))
        elif parameter := grant.by_level.get(child.school_level):
            nodes.append(node_of(grant.rule, parameters[parameter], month, (child.age,), rank))
    return grouped(nodes[: grant.most])
