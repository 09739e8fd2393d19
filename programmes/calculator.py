"""What the rules give a household for a month: exact (integer minor units), pure, with the whole trace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from programmes.household import Case, CaseStatus, Member, Relation
from programmes.months import age_on, month_of
from programmes.parameters import Parameters
from programmes.programme import Entitlement, Node
from programmes.rules import Child, ChildRule, Rules

#: Rule codes of the household's own lines; the children's stand in programme.toml.
FLAT, FLOOR, BEYOND_LIMIT, NOT_GRANTED, NOT_IN_FORCE = (
    "flat",
    "floor",
    "beyond_limit",
    "not_granted",
    "not_in_force",
)
_PAID = {CaseStatus.ACCEPTED}
#: Statuses that follow an acceptance: the months before them were granted.
_WAS_PAID = {CaseStatus.SUSPENDED, CaseStatus.ENDED}


@dataclass(frozen=True, slots=True)
class Calculator:
    """The rules of a programme with its dated parameters."""

    currency: str
    rules: Rules
    parameters: Parameters

    def entitlement(self, case: Case, month: str) -> Entitlement:
        """What `case` is due for `month`; 0, and a node that says why, where it was not granted."""
        children = self.children(case, month)
        if not is_granted(case, month):
            lines: tuple[Node, ...] = (Node(f"{NOT_GRANTED}.{case.status}", 0, since=case.status_since),)
        elif not self.in_force(month):
            lines = (Node(NOT_IN_FORCE, 0),)
        else:
            lines = self.lines(children, month)
        total = sum(line.value for line in lines)
        to_confirm = tuple(sorted({line.rule for line in lines if line.unknown}))
        return Entitlement(
            month,
            total,
            self.currency,
            lines,
            Node("entitlement", total, 1, total, children=lines),
            to_confirm,
        )

    def in_force(self, month: str) -> bool:
        """Whether the programme paid anything in `month`."""
        return self.parameters[self.rules.floor].at(month) is not None

    def children(self, case: Case, month: str) -> list[Child]:
        """The children that a rule is for, as they are on the month's reference day."""
        day = self.rules.day_in(month)
        present = (_as_child(member, day) for member in case.members if is_present(member, day))
        return [child for child in present if self.rules.rule_of(child)]

    def total(self, children: Iterable[Child], month: str) -> int:
        """The sum for these children at the rates of `month`."""
        return sum(line.value for line in self.lines(list(children), month))

    def lines(self, children: list[Child], month: str) -> tuple[Node, ...]:
        """The lines that add up to the sum of a granted household."""
        if not children:
            return (self._node(FLAT, self.rules.flat, month),)
        rates = self._child_lines(children, month)
        floor = self._node(FLOOR, self.rules.floor, month)
        missing = floor.value - sum(line.value for line in rates)
        if missing <= 0:
            return rates
        return (*rates, Node(FLOOR, missing, 1, missing, (), floor.parameter, floor.since, floor.reference))

    def _child_lines(self, children: list[Child], month: str) -> tuple[Node, ...]:
        ranked = list(enumerate(self.rules.ranked(children), 1))
        nodes = [self._rate(rank, child, month) for rank, child in ranked]
        supplements = [node for rank, child in ranked for node in self._supplements(rank, child, month)]
        return (*_grouped(nodes), *_grouped(supplements))

    def _rate(self, rank: int, child: Child, month: str) -> Node:
        rule = self.rules.rule_of(child)
        if rule is None:
            raise AssertionError("a child without a rule does not count")
        return self._child_node(rule, rank, child, month) or Node(
            BEYOND_LIMIT, 0, ages=(child.age,), rank_from=rank
        )

    def _supplements(self, rank: int, child: Child, month: str) -> list[Node]:
        nodes = (
            self._child_node(rule, rank, child, month) for rule in self.rules.supplements if rule.fits(child)
        )
        return [node for node in nodes if node]

    def _child_node(self, rule: ChildRule, rank: int, child: Child, month: str) -> Node | None:
        tier = self.rules.tier_of(rank)
        return self._node(rule.rule, rule.parameter_in(tier), month, (child.age,), rank) if tier else None

    def _node(self, rule: str, parameter: str, month: str, ages: tuple[int, ...] = (), rank: int = 0) -> Node:
        step = self.parameters[parameter].at(month)
        if step is None or step.value is None:
            since, reference = (step.first_payment, step.reference) if step else (None, "")
            return Node(rule, 0, 1, 0, ages, parameter, since, reference, unknown=True, rank_from=rank)
        return Node(
            rule,
            step.value,
            1,
            step.value,
            ages,
            parameter,
            step.first_payment,
            step.reference,
            rank_from=rank,
        )


def is_granted(case: Case, month: str) -> bool:
    """Whether `case` was accepted in `month`.

    A case tells only its present status and since when. From that month on the status decides; before it a
    payment of that month shows that the case was granted, and so does a status that only an accepted case can
    come to.
    """
    if month >= month_of(case.status_since):
        return case.status in _PAID
    return case.status in _WAS_PAID or any(payment.month == month for payment in case.payments)


def is_present(member: Member, day: date) -> bool:
    """Whether a member is a child who belongs to the household on `day`."""
    return (
        member.relation is Relation.CHILD
        and member.birth_date <= day
        and (member.joined_on is None or member.joined_on <= day)
        and (member.left_on is None or day < member.left_on)
    )


def is_at_school(member: Member, day: date) -> bool:
    """Whether a member goes to school on `day`; one who left is known by the day until which it went."""
    if not member.at_school and member.school_until is None:
        return False
    return (member.school_since is None or member.school_since <= day) and (
        member.school_until is None or day <= member.school_until
    )


def _as_child(member: Member, day: date) -> Child:
    return Child(
        member.member_id,
        member.birth_date,
        age_on(day, member.birth_date),
        is_at_school(member, day),
        member.disabled,
        member.orphan,
    )


def _grouped(nodes: list[Node]) -> list[Node]:
    """Children of the same rule and rate in one line, in the order of their first rank."""

    def line(node: Node) -> tuple[str, str]:
        return node.rule, node.parameter

    first_rank: dict[tuple[str, str], int] = {}
    for node in nodes:
        first_rank.setdefault(line(node), node.rank_from)
    ordered = sorted(nodes, key=lambda node: (first_rank[line(node)], node.rank_from))
    return [_line(list(group)) for _key, group in groupby(ordered, key=line)]


def _line(nodes: list[Node]) -> Node:
    first = nodes[0]
    return Node(
        first.rule,
        sum(node.value for node in nodes),
        len(nodes),
        first.each,
        tuple(age for node in nodes for age in node.ages),
        first.parameter,
        first.since,
        first.reference,
        first.unknown,
        tuple(nodes),
        first.rank_from,
    )
