"""What the rules give a household for a period: exact (integer minor units), pure, with the whole trace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from programmes.grants import grants_of
from programmes.household import Case, CaseStatus
from programmes.lines_of_sum import grouped, node_of
from programmes.months import month_of
from programmes.parameters import Parameters
from programmes.periods import Period
from programmes.presence import children_of
from programmes.programme import Entitlement, Node
from programmes.rules import Child, Kind, Rules

#: Rule codes of the household's own lines; the others stand in programme.toml.
FLOOR, BEYOND_LIMIT, APART = "floor", "beyond_limit", "in_establishment"
#: Codes that say why nothing is due; the first is followed by the case's status.
NOT_GRANTED, NOT_IN_FORCE, STAY_OVER = "not_granted", "not_in_force", "stay_over"
_PAID = {CaseStatus.ACCEPTED}
#: Statuses that follow an acceptance: the months before them were granted.
_WAS_PAID = {CaseStatus.SUSPENDED, CaseStatus.ENDED}


@dataclass(frozen=True, slots=True, eq=False)
class Calculator:
    """The rules of a programme with its dated parameters; equal to itself only, as they are."""

    currency: str
    rules: Rules
    parameters: Parameters
    period: Period

    def entitlement(self, case: Case, month: str) -> Entitlement:
        """What `case` is due for the period of `month`; 0, and a node that says why, where nothing is."""
        period = self.period.of(month)
        children = children_of(case, self.rules, period)
        barred = self.barred(case, period)
        if barred is None:
            lines = (*self.lines(children, period), *self.grants(case, children, period))
        else:
            lines = (*self._exit(case, period), Node(barred, 0, since=case.status_since))
        total = sum(line.value for line in lines)
        to_confirm = tuple(sorted({line.rule for line in lines if line.unknown or line.doubtful}))
        trace = Node("entitlement", total, 1, total, children=lines)
        return Entitlement(period, total, self.currency, lines, trace, to_confirm)

    def due(self, case: Case, period: str) -> int:
        """The total of `entitlement` without its trace: a gap is explained by trying many periods."""
        if self.barred(case, period) is not None:
            return sum(line.value for line in self._exit(case, period))
        children = children_of(case, self.rules, period)
        grants = self.grants(case, children, period)
        return self.total(children, period) + sum(line.value for line in grants)

    def barred(self, case: Case, period: str) -> str | None:
        """Why nothing is due for a period; None where the household is paid."""
        if not self.is_granted(case, period):
            return f"{NOT_GRANTED}.{case.status}"
        if self.parameters[self.rules.flat].at(self.period.last_month(period)) is None:
            return NOT_IN_FORCE
        if self._came_of_age(case, period):
            return STAY_OVER
        stay = self.rules.stay
        return STAY_OVER if stay and self._periods_since_entry(case, period) >= stay.periods else None

    def _came_of_age(self, case: Case, period: str) -> bool:
        """Whether a case of children in an establishment has none left that its rule is for."""
        if not self.rules.establishment or not case.members:
            return False
        of_establishment = all(member.establishment for member in case.members)
        return of_establishment and not children_of(case, self.rules, period)

    def is_granted(self, case: Case, period: str) -> bool:
        """Whether `case` was accepted in `period`.

        A case tells only its present status and since when. From that period on the status decides; before
        it a payment shows that the case was granted, and so does a status that only an accepted case can
        come to.
        """
        if period >= self.period.of(month_of(case.status_since)):
            return case.status in _PAID
        return case.status in _WAS_PAID or any(self.period.of(paid.month) == period for paid in case.payments)

    def children(self, case: Case, month: str) -> list[Child]:
        """The children that a rule is for."""
        return children_of(case, self.rules, self.period.of(month))

    def grants(self, case: Case, children: list[Child], period: str) -> list[Node]:
        """The lines of what is paid once in this period."""
        return grants_of(case, children, period, self.rules, self.parameters, self.period)

    def total(self, children: Iterable[Child], period: str) -> int:
        """What `lines` add up to, without their trace: a change is explained by trying many households."""
        kinds = self.counted(children)
        shares = sum(self.share(kind, rank, period) for rank, kind in enumerate(kinds, 1))
        return self.settled(kinds, shares, period)

    def counted(self, children: Iterable[Child]) -> list[Kind]:
        """What the rules ask of the children that the sum is made of, in the order of their ranks."""
        return [child.kind for child in self.rules.ranked([child for child in children if not child.apart])]

    def share(self, kind: Kind, rank: int, period: str) -> int:
        """What a child of a kind adds at a rank."""
        return _share(self, kind, rank, period)

    def settled(self, kinds: list[Kind], shares: int, period: str) -> int:
        """A household's sum where its children add up to `shares`: the flat one without any, or the floor."""
        month, floor = self.period.last_month(period), self.rules.floor
        if not kinds:
            return self.value(self.rules.flat, month)
        if floor is None or kinds[0].in_establishment:
            return shares
        return max(shares, self.value(floor, month))

    def value(self, parameter: str, month: str) -> int:
        """What a parameter gives in a month."""
        return self.parameters[parameter].value_at(month)

    def lines(self, children: list[Child], period: str) -> tuple[Node, ...]:
        """The lines that add up to what a granted household is paid each time."""
        apart = [child for child in children if child.apart]
        if apart:
            children = [child for child in children if not child.apart]
        elsewhere = [Node(APART, 0, ages=(child.age,)) for child in self.rules.ranked(apart)]
        return (*self._paid_lines(children, period), *grouped(elsewhere))

    def _paid_lines(self, children: list[Child], period: str) -> tuple[Node, ...]:
        if not children:
            return (self.node(self.rules.flat_rule, self.rules.flat, period),)
        own = self.rules.establishment
        if own and children[0].in_establishment:
            ranked = self.rules.ranked(children)
            nodes = [self.node(own.rule, own.parameter, period, (child.age,)) for child in ranked]
            return tuple(grouped(nodes))
        rates = self._child_lines(children, period)
        if self.rules.floor is None:
            return rates
        floor = self.node(FLOOR, self.rules.floor, period)
        missing = floor.value - sum(line.value for line in rates)
        if missing <= 0:
            return rates
        source = (floor.parameter, floor.since, floor.reference)
        return (*rates, Node(FLOOR, missing, 1, missing, (), *source, legal=floor.legal))

    def _child_lines(self, children: list[Child], period: str) -> tuple[Node, ...]:
        ranked = enumerate(self.rules.ranked(children), 1)
        nodes = [_child_nodes(self, child.kind, rank, period) for rank, child in ranked]
        supplements = [node for _rate, more in nodes for node in more]
        return (*grouped([rate for rate, _more in nodes]), *grouped(supplements))

    def _exit(self, case: Case, period: str) -> tuple[Node, ...]:
        """What a household gets when its periods are over: once, in the period behind the last."""
        stay = self.rules.stay
        leaves = (
            stay and self.is_granted(case, period) and self._periods_since_entry(case, period) == stay.periods
        )
        return (self.node(stay.exit_rule, stay.exit_parameter, period),) if stay and leaves else ()

    def _periods_since_entry(self, case: Case, period: str) -> int:
        """How many periods lie between the first one paid and `period`."""
        paid = [self.period.of(payment.month) for payment in case.payments]
        if case.status in _PAID:
            paid.append(self.period.of(month_of(case.status_since)))
        return self.period.between(min(paid), period) if paid else 0

    def node(self, rule: str, parameter: str, period: str, ages: tuple[int, ...] = (), rank: int = 0) -> Node:
        """What a parameter gives in a period, as a line of the sum."""
        return node_of(rule, self.parameters[parameter], self.period.last_month(period), ages, rank)


@lru_cache(maxsize=8192)
def _share(calculator: Calculator, kind: Kind, rank: int, period: str) -> int:
    rules, month = calculator.rules, calculator.period.last_month(period)
    if rules.establishment and kind.in_establishment:
        return calculator.value(rules.establishment.parameter, month)
    tier = rules.tier_of(rank)
    return sum(calculator.value(rate, month) for rate in rules.rates_of(kind, tier)) if tier else 0


@lru_cache(maxsize=8192)
def _child_nodes(calculator: Calculator, kind: Kind, rank: int, period: str) -> tuple[Node, tuple[Node, ...]]:
    """What a child of a kind is paid at a rank: its rate, and its supplements."""
    tier, ages = calculator.rules.tier_of(rank), (kind.age,)
    if tier is None:
        return Node(BEYOND_LIMIT, 0, ages=ages, rank_from=rank), ()
    rate, *supplements = (
        calculator.node(rule.rule, rule.parameter_in(tier), period, ages, rank)
        for rule in calculator.rules.fitting(kind)
        if rule  # a child that no rule is for does not count
    )
    return rate, tuple(supplements)
