"""The rules of a programme as data: which rule fits a child, who comes first, the floor, for how long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from programmes.months import first_day, last_day

#: The facts about a child that an amount hangs on.
SCHOOL, DISABILITY, ORPHAN = "school", "disability", "orphan"


class Kind(Struct, frozen=True):
    """All that a rule asks of a child; children of a kind are paid alike in the same tier."""

    age: int
    at_school: bool
    orphan: bool
    disabled: bool
    in_establishment: bool

    def without_one_fact(self) -> Iterator[tuple[str, Kind]]:
        """Each fact that is so, and the kind where it is not."""
        if self.at_school:
            yield SCHOOL, replace(self, at_school=False)
        if self.disabled:
            yield DISABILITY, replace(self, disabled=False)
        if self.orphan:
            yield ORPHAN, replace(self, orphan=False)


class Child(Struct, frozen=True):
    """A child of the household as the rules see it on a period's reference day.

    `apart` tells that it lives in an establishment while the household has others; `in_establishment` that
    the case is of such children only.
    """

    member_id: str
    birth_date: date
    age: int
    at_school: bool
    disabled: bool
    orphan: bool
    school_level: str | None = None
    in_establishment: bool = False
    apart: bool = False

    @property
    def kind(self) -> Kind:
        """What the rules ask of it."""
        elsewhere = self.in_establishment or self.apart
        return Kind(self.age, self.at_school, self.orphan, self.disabled, elsewhere)

    def told(self, fact: str, *, is_so: bool) -> Child:
        """The same child with one fact told otherwise: its `school`, `disability` or `orphan`."""
        if fact == SCHOOL:
            return replace(self, at_school=is_so)
        return replace(self, disabled=is_so) if fact == DISABILITY else replace(self, orphan=is_so)


@dataclass(frozen=True, slots=True)
class Tier:
    """The ranks up to and with `last_rank` that no tier before has."""

    name: str
    last_rank: int


@dataclass(frozen=True, slots=True)
class ChildRule:
    """A rate for the children it fits; a condition that is None is not asked. `ages`: from and to."""

    rule: str
    parameter: str
    in_tier: dict[str, str]
    ages: tuple[int, int] | None = None
    at_school: bool | None = None
    orphan: bool | None = None
    disabled: bool | None = None

    def fits(self, kind: Kind) -> bool:
        """Whether this rule is for children of this kind."""
        return (
            (self.ages is None or self.ages[0] <= kind.age <= self.ages[1])
            and self.at_school in {None, kind.at_school}
            and self.orphan in {None, kind.orphan}
            and self.disabled in {None, kind.disabled}
        )

    def parameter_in(self, tier: Tier) -> str:
        """The key in benefits.yaml of this rule's rate in a tier."""
        return f"{self.in_tier.get(tier.name, self.parameter)}.{tier.name}"


@dataclass(frozen=True, slots=True)
class BirthGrant:
    """Once for a birth: the parameter of the household's first child, of its second, and so on."""

    rule: str
    by_birth: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchoolGrant:
    """Once a year in `months`, for at most `most` pupils: the parameter of each kind of school."""

    rule: str
    months: tuple[int, ...]
    most: int
    by_level: dict[str, str]


@dataclass(frozen=True, slots=True)
class Stay:
    """How many periods a household is paid, and the parameter of what it gets when it leaves."""

    periods: int
    exit_rule: str
    exit_parameter: str


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """What a programme pays a household: by its children where there are `children`, else `flat`.

    Equal to itself only, so that which rule is for which kind of child is worked out once.
    """

    ranking: str
    reference_day: str
    tiers: tuple[Tier, ...]
    children: tuple[ChildRule, ...]
    supplements: tuple[ChildRule, ...]
    flat_rule: str
    flat: str
    floor: str | None
    establishment: ChildRule | None = None
    births: BirthGrant | None = None
    school: SchoolGrant | None = None
    stay: Stay | None = None

    def day_in(self, month: str) -> date:
        """The day of the month on which the household is looked at."""
        return first_day(month) if self.reference_day == "first" else last_day(month)

    def rule_of(self, kind: Kind) -> ChildRule | None:
        """The first rule that fits, None for a child that no rule is for (too old)."""
        return _rule_of(self, kind)

    def rates_of(self, kind: Kind, tier: Tier) -> tuple[str, ...]:
        """The parameters that a child of a kind is paid by: its rate's and its supplements'."""
        return _rates_of(self, kind, tier)

    def fitting(self, kind: Kind) -> tuple[ChildRule | None, ...]:
        """All rules that say what a child of a kind adds: its rate's and its supplements'."""
        return _fitting(self, kind)

    def tier_of(self, rank: int) -> Tier | None:
        """The tier of a rank counted from 1, None behind the last."""
        return _tier_of(self, rank)

    def ranked(self, children: list[Child]) -> list[Child]:
        """The children in the order of their ranks; twins by their member id."""
        sign = 1 if self.ranking == "eldest_first" else -1
        return sorted(children, key=lambda child: (sign * child.birth_date.toordinal(), child.member_id))


@lru_cache(maxsize=256)
def _tier_of(rules: Rules, rank: int) -> Tier | None:
    return next((tier for tier in rules.tiers if rank <= tier.last_rank), None)


@lru_cache(maxsize=4096)
def _rule_of(rules: Rules, kind: Kind) -> ChildRule | None:
    if kind.in_establishment:
        own = rules.establishment
        return own if own and own.fits(kind) else None
    return next((rule for rule in rules.children if rule.fits(kind)), None)


@lru_cache(maxsize=4096)
def _fitting(rules: Rules, kind: Kind) -> tuple[ChildRule | None, ...]:
    return (_rule_of(rules, kind), *(rule for rule in rules.supplements if rule.fits(kind)))


@lru_cache(maxsize=4096)
def _rates_of(rules: Rules, kind: Kind, tier: Tier) -> tuple[str, ...]:
    return tuple(rule.parameter_in(tier) for rule in _fitting(rules, kind) if rule)
