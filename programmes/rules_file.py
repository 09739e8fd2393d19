"""Reads the rules out of programme.toml, checked against the parameters of benefits.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from programmes.ages import check_ages
from programmes.errors import PackError
from programmes.household import SCHOOL_LEVELS
from programmes.parameters import Parameters
from programmes.rules import BirthGrant, ChildRule, Rules, SchoolGrant, Stay, Tier

FILE = "programme.toml"
RANKINGS = ("eldest_first", "youngest_first")
REFERENCE_DAYS = ("first", "last")


def read_rules(table: Any, parameters: Parameters) -> Rules:
    """The rules of a loaded programme.toml; PackError names the key."""
    if not isinstance(table, dict):
        raise PackError(FILE, "rules", "missing")
    household = table.get("household", {})
    children = tuple(_child_rule(f"child[{i}]", entry) for i, entry in enumerate(table.get("child", [])))
    rules = Rules(
        ranking=_one_of(table, "ranking", RANKINGS) if children else RANKINGS[0],
        reference_day=_one_of(table, "reference_day", REFERENCE_DAYS),
        tiers=_tiers(table.get("tiers")) if children else (),
        children=children,
        supplements=tuple(
            _child_rule(f"supplement[{i}]", entry) for i, entry in enumerate(table.get("supplement", []))
        ),
        flat_rule=str(household.get("rule", "flat")),
        flat=str(household.get("flat")),
        floor=str(household["floor"]) if "floor" in household else None,
        establishment=_child_rule("establishment", table["establishment"])
        if "establishment" in table
        else None,
        births=_births(table["birth_grant"]) if "birth_grant" in table else None,
        school=_school(table["school_grant"]) if "school_grant" in table else None,
        stay=_stay(table["stay"]) if "stay" in table else None,
    )
    check_ages(rules.children)
    for where, parameter in _named(rules):
        if parameter not in parameters:
            raise PackError(FILE, where, f"benefits.yaml has no parameter {parameter}")
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


def _child_rule(where: str, entry: dict[str, Any]) -> ChildRule:
    ages = entry.get("ages")
    if ages is not None and not (isinstance(ages, list) and len(ages) == 2 and 0 <= ages[0] <= ages[1]):
        raise PackError(FILE, f"rules.{where}.ages", "two ages, the lower first, are expected")
    if where.startswith("child") and ages is None:
        raise PackError(FILE, f"rules.{where}.ages", "missing")
    try:
        return ChildRule(**{"in_tier": {}, **entry, "ages": tuple(ages) if ages else None})
    except TypeError:
        raise PackError(FILE, f"rules.{where}", "an unknown key, or `rule` or `parameter` missing") from None


def _births(entry: Any) -> BirthGrant:
    return BirthGrant(
        str(_in(entry, "birth_grant", "rule", str)), tuple(_in(entry, "birth_grant", "by_birth", list))
    )


def _school(entry: Any) -> SchoolGrant:
    by_level = _in(entry, "school_grant", "by_level", dict)
    if not set(by_level) <= set(SCHOOL_LEVELS):
        raise PackError(FILE, "rules.school_grant.by_level", f"known are {', '.join(SCHOOL_LEVELS)}")
    months = tuple(_in(entry, "school_grant", "months", list))
    if not set(months) <= set(range(1, 13)):
        raise PackError(FILE, "rules.school_grant.months", "months are numbers from 1 to 12")
    return SchoolGrant(
        _in(entry, "school_grant", "rule", str), months, _in(entry, "school_grant", "most", int), by_level
    )


def _stay(entry: Any) -> Stay:
    return Stay(
        _in(entry, "stay", "periods", int),
        *(_in(entry, "stay", k, str) for k in ("exit_rule", "exit_parameter")),
    )


def _in(entry: Any, table: str, key: str, kind: type[Any]) -> Any:
    value = entry.get(key) if isinstance(entry, dict) else None
    if not isinstance(value, kind) or not value:
        raise PackError(FILE, f"rules.{table}.{key}", f"missing, or not of the kind {kind.__name__}")
    return value


def _named(rules: Rules) -> Iterator[tuple[str, str]]:
    """Every parameter that the rules need, with the key that names it."""
    for kind, group in (("child", rules.children), ("supplement", rules.supplements)):
        for rule in group:
            for tier in rules.tiers:
                yield f"rules.{kind}.{rule.rule}", rule.parameter_in(tier)
    yield "rules.household.flat", rules.flat
    if rules.floor is not None:
        yield "rules.household.floor", rules.floor
    if rules.establishment:
        yield "rules.establishment.parameter", rules.establishment.parameter
    if rules.births:
        yield from (("rules.birth_grant.by_birth", parameter) for parameter in rules.births.by_birth)
    if rules.school:
        yield from (
            ("rules.school_grant.by_level", parameter) for parameter in rules.school.by_level.values()
        )
    if rules.stay:
        yield "rules.stay.exit_parameter", rules.stay.exit_parameter
