"""No child between two rules, and none under two: what a pack is refused for about its ages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from typing import Protocol

from programmes.errors import PackError

FILE = "programme.toml"
_FLAGS = ("at_school", "orphan", "disabled")


class AgedRule(Protocol):
    """A rule with its ages, from and to, and what it asks of a child (None: nothing)."""

    @property
    def ages(self) -> tuple[int, int] | None:
        """The ages that it is for."""

    @property
    def at_school(self) -> bool | None:
        """Whether the child goes to school."""

    @property
    def orphan(self) -> bool | None:
        """Whether the child is fatherless."""

    @property
    def disabled(self) -> bool | None:
        """Whether the child is disabled."""


def check_ages(rules: Sequence[AgedRule]) -> None:
    """PackError where an age between the first and the last has no rule, or two that take the same children.

    The first rule that fits wins, so a rule may stand before another that does not ask what it asks.
    """
    spans = [rule.ages for rule in rules if rule.ages]
    if not spans:
        return
    for first, second in combinations(range(len(rules)), 2):
        if _overlap(rules[first], rules[second]) and not _asked(rules[first]) - _asked(rules[second]):
            raise PackError(
                FILE, f"rules.child[{second}].ages", f"overlaps rules.child[{first}] for the same children"
            )
    for age in range(min(low for low, _high in spans), max(high for _low, high in spans) + 1):
        for facts in product((True, False), repeat=len(_FLAGS)):
            if not any(_fits(rule, age, facts) for rule in rules):
                raise PackError(FILE, _hole_after(rules, age), f"no rule is for age {age} ({_told(facts)})")


def _asked(rule: AgedRule) -> frozenset[tuple[str, bool]]:
    """The conditions on a child beside its age."""
    return frozenset((flag, value) for flag in _FLAGS if (value := getattr(rule, flag)) is not None)


def _overlap(first: AgedRule, second: AgedRule) -> bool:
    if first.ages is None or second.ages is None:
        return False
    same_ages = first.ages[0] <= second.ages[1] and second.ages[0] <= first.ages[1]
    contradict = any((flag, not value) in _asked(second) for flag, value in _asked(first))
    return same_ages and not contradict


def _fits(rule: AgedRule, age: int, facts: tuple[bool, ...]) -> bool:
    asked = dict(_asked(rule))
    if rule.ages is None or not rule.ages[0] <= age <= rule.ages[1]:
        return False
    return all(asked.get(flag, fact) == fact for flag, fact in zip(_FLAGS, facts, strict=True))


def _hole_after(rules: Sequence[AgedRule], age: int) -> str:
    """The rule that begins next behind the hole: most often the one whose ages are wrong."""
    later = [(rule.ages[0], index) for index, rule in enumerate(rules) if rule.ages and rule.ages[0] > age]
    return f"rules.child[{min(later)[1]}].ages" if later else "rules.child"


def _told(facts: tuple[bool, ...]) -> str:
    return ", ".join(f"{'' if fact else 'not '}{flag}" for flag, fact in zip(_FLAGS, facts, strict=True))
