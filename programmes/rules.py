"""The rules of a programme as data: which rule fits a child, who comes first, where the floor is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from programmes.ages import check_ages
from programmes.errors import PackError
from programmes.months import first_day, last_day
from programmes.parameters import Parameters

FILE = "programme.toml"
RANKINGS = ("eldest_first", "youngest_first")
REFERENCE_DAYS = ("first", "last")


@dataclass(frozen=True, slots=True)
class Child:
    """A child of the household as the rules see it on a month's reference day."""

    member_id: str
    birth_date: date
    age: int
    at_school: bool
    disabled: bool
    orphan: bool


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

    def fits(self, child: Child) -> bool:
        """Whether this rule is for this child."""
        return (
            (self.ages is None or self.ages[0] <= child.age <= self.ages[1])
            and self.at_school in {None, child.at_school}
            and self.orphan in {None, child.orphan}
            and self.disabled in {None, child.disabled}
        )

    def parameter_in(self, tier: Tier) -> str:
        """The key in benefits.yaml of this rule's rate in a tier."""
        return f"{self.in_tier.get(tier.name, self.parameter)}.{tier.name}"


@dataclass(frozen=True, slots=True)
class Rules:
    """The monthly rules of a programme."""

    ranking: str
    reference_day: str
    tiers: tuple[Tier, ...]
    children: tuple[ChildRule, ...]
    supplements: tuple[ChildRule, ...]
    flat: str
    floor: str

    def day_in(self, month: str) -> date:
        """The day of the month on which the household is looked at."""
        return first_day(month) if self.reference_day == "first" else last_day(month)

    def rule_of(self, child: Child) -> ChildRule | None:
        """The first rule that fits, None for a child that no rule is for (too old)."""
        return next((rule for rule in self.children if rule.fits(child)), None)

    def fitting(self, child: Child) -> tuple[ChildRule | None, ...]:
        """All rules that say what a child adds: its rate's and its supplements'."""
        return (self.rule_of(child), *(rule for rule in self.supplements if rule.fits(child)))

    def tier_of(self, rank: int) -> Tier | None:
        """The tier of a rank counted from 1, None behind the last."""
        return next((tier for tier in self.tiers if rank <= tier.last_rank), None)

    def ranked(self, children: list[Child]) -> list[Child]:
        """The children in the order of their ranks; twins by their member id."""
        sign = 1 if self.ranking == "eldest_first" else -1
        return sorted(children, key=lambda child: (sign * child.birth_date.toordinal(), child.member_id))


def read_rules(table: Any, parameters: Parameters) -> Rules:
    """The rules of a loaded programme.toml, checked against the parameters; PackError names the key."""
    if not isinstance(table, dict):
        raise PackError(FILE, "rules", "missing")
    household = table.get("household", {})
    rules = Rules(
        ranking=_one_of(table, "ranking", RANKINGS),
        reference_day=_one_of(table, "reference_day", REFERENCE_DAYS),
        tiers=_tiers(table.get("tiers")),
        children=tuple(_child_rule(i, "child", entry) for i, entry in enumerate(table.get("child", []))),
        supplements=tuple(
            _child_rule(i, "supplement", entry) for i, entry in enumerate(table.get("supplement", []))
        ),
        flat=str(household.get("flat")),
        floor=str(household.get("floor")),
    )
    check_ages(rules.children)
    _check_keys(rules, parameters)
    return rules


def _one_of(table: dict[str, Any], key: str, allowed: tuple[str, ...]) -> str:
    if table.get(key) not in allowed:
        raise PackError(FILE, f"rules.{key}", f"one of {', '.join(allowed)} is expected")
    return str(table[key])


def _tiers(entries: Any) -> tuple[Tier, ...]:
    try:
        tiers = tuple(Tier(**entry) for entry in entries)
    except TypeError:
        raise PackError(FILE, "rules.tiers", "a list of {name, last_rank} is expected") from None
    if not tiers or any(after.last_rank <= before.last_rank for before, after in pairwise(tiers)):
        raise PackError(FILE, "rules.tiers", "the last ranks must rise")
    return tiers


def _child_rule(index: int, kind: str, entry: dict[str, Any]) -> ChildRule:
    ages = entry.get("ages")
    if ages is not None and not (isinstance(ages, list) and len(ages) == 2 and ages[0] <= ages[1]):
        raise PackError(FILE, f"rules.{kind}[{index}].ages", "two ages, the lower first, are expected")
    if kind == "child" and ages is None:
        raise PackError(FILE, f"rules.{kind}[{index}].ages", "missing")
    try:
        return ChildRule(**{"in_tier": {}, **entry, "ages": tuple(ages) if ages else None})
    except TypeError:
        raise PackError(
            FILE, f"rules.{kind}[{index}]", "an unknown key, or `rule` or `parameter` missing"
        ) from None


def _check_keys(rules: Rules, parameters: Parameters) -> None:
    if not rules.children:
        raise PackError(FILE, "rules.child", "at least one rule is expected")
    needed = {("rules.household.flat", rules.flat), ("rules.household.floor", rules.floor)}
    for kind, group in (("child", rules.children), ("supplement", rules.supplements)):
        needed |= {
            (f"rules.{kind}.{rule.rule}", rule.parameter_in(tier)) for rule in group for tier in rules.tiers
        }
    for where, parameter in sorted(needed):
        if parameter not in parameters:
            raise PackError(FILE, where, f"benefits.yaml has no parameter {parameter}")
