"""Hand-checked examples beside a pack's rules: examples.yaml, run by `recours programme check` and published.

Each says who lives in the household, the month, the sum, and how a person comes to it with paper and pencil.
A child is its age on the month's first day and words about it: `9 primary`, `12 school fatherless`, `0 born`
(last month).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources.abc import Traversable
from typing import Any

from programmes.documents import read_yaml
from programmes.errors import PackError
from programmes.household import SCHOOL_LEVELS, Case, CaseStatus, Member, Payment, PaymentState, Relation
from programmes.months import first_day, month_before
from programmes.pack import Pack
from programmes.programme import Node

FILE = "examples.yaml"
_NEEDED = {"says", "month", "total", "by_hand"}
_KEYS = _NEEDED | {"children", "paid_since", "to_confirm"}
_CHILD = re.compile(r"(\d+)((?: [a-z]+)*)")
_WORDS = {"school", "fatherless", "disabled", "establishment", "born", *SCHOOL_LEVELS}
_BY_HAND = re.compile(r"\d+(?: x \d+)?(?: [+-] \d+(?: x \d+)?)*")


@dataclass(frozen=True, slots=True)
class Example:
    """One example; `total` in the currency's main unit. `key` and `line` are its place in the file."""

    key: str
    line: int
    says: str
    month: str
    total: int
    by_hand: str
    children: tuple[str, ...] = ()
    paid_since: str | None = None
    to_confirm: tuple[str, ...] = ()


def read_examples(folder: Traversable) -> tuple[Example, ...]:
    """The examples in a pack's folder; PackError names file, line and key."""
    document = read_yaml(folder, FILE)
    with document.placing():
        if not isinstance(document.content, list):
            raise PackError(FILE, "(whole file)", "a list of examples is expected")
        return tuple(
            _example(f"[{index}]", document.lines[f"[{index}]"], entry)
            for index, entry in enumerate(document.content)
        )


def wrong_examples(pack: Pack, examples: Iterable[Example]) -> Iterator[str]:
    """What the rules do not give as checked by hand, a line each; and amounts that no example checks."""
    checked: set[tuple[str, date | None]] = set()
    for example in examples:
        due = pack.entitlement(case_of(pack, example), example.month)
        checked |= set(_used(due.lines))
        told = Decimal(due.total).scaleb(-pack.minor_digits)
        where = f"{FILE}:{example.line}: {example.says}"
        if told != example.total:
            yield f"{where}: by hand {example.total}, by the rules {told}"
        if _sum(example.by_hand) != example.total:
            yield f"{where}: {example.by_hand} is not {example.total}"
        if due.to_confirm != example.to_confirm:
            yield f"{where}: to confirm are {', '.join(due.to_confirm) or 'none'}"
    for parameter in pack.calculator.parameters.values():
        for step in parameter.steps:
            if not step.expected and (parameter.key, step.first_payment) not in checked:
                yield f"{FILE}: no example checks {parameter.key} of {step.first_payment or 'the start'}"


def case_of(pack: Pack, example: Example) -> Case:
    """The household that an example tells."""
    since = first_day(example.paid_since or month_before(pack.period.before(pack.period.of(example.month))))
    members = [_member(str(n), text, example.month) for n, text in enumerate(example.children, 1)]
    if not members or not all(member.establishment for member in members):
        members.append(Member("head", date(1985, 3, 9), Relation.HEAD))
    paid = (
        [Payment(example.paid_since, 1, pack.currency, PaymentState.COLLECTED, since)]
        if example.paid_since
        else []
    )
    return Case(
        "", "", pack.key, CaseStatus.ACCEPTED, since, 1985, members=tuple(members), payments=tuple(paid)
    )


def _example(key: str, line: int, entry: Any) -> Example:
    if not isinstance(entry, dict) or not entry.keys() <= _KEYS or not entry.keys() >= _NEEDED:
        raise PackError(
            FILE, key, f"needs {', '.join(sorted(_NEEDED))}; known are {', '.join(sorted(_KEYS))}"
        )
    children = tuple(str(child) for child in entry.get("children", ()))
    for child in children:
        found = _CHILD.fullmatch(child)
        if not found or not set(found[2].split()) <= _WORDS:
            raise PackError(FILE, f"{key}.children", f"an age, then words among {', '.join(sorted(_WORDS))}")
    if not isinstance(entry["total"], int) or not _BY_HAND.fullmatch(str(entry["by_hand"])):
        raise PackError(FILE, key, "total is a whole number, by_hand a sum such as 3 x 250 + 36")
    return Example(
        key,
        line,
        str(entry["says"]),
        str(entry["month"]),
        entry["total"],
        str(entry["by_hand"]),
        children,
        entry.get("paid_since"),
        tuple(entry.get("to_confirm", ())),
    )


def _member(member_id: str, text: str, month: str) -> Member:
    """A child whose birthday is half a year away from the month, unless it was just born."""
    age, *words = text.split()
    day = first_day(month)
    if "born" in words:
        born = first_day(month_before(month)).replace(day=15)
    else:
        born = day.replace(year=day.year - int(age) - (day.month <= 6), month=(day.month + 5) % 12 + 1)
    level = next((word for word in words if word in SCHOOL_LEVELS), None)
    return Member(
        member_id,
        born,
        Relation.CHILD,
        at_school="school" in words or level is not None,
        disabled="disabled" in words,
        orphan="fatherless" in words,
        school_level=level,
        establishment="establishment" in words,
    )


def _used(lines: Iterable[Node]) -> Iterator[tuple[str, date | None]]:
    return ((line.parameter, line.since) for line in lines if line.parameter)


def _sum(by_hand: str) -> int:
    total = 0
    for sign, term in re.findall(r"([+-]?) ?(\d+(?: x \d+)?)", by_hand):
        first, *more = (int(number) for number in term.split(" x "))
        total += (-1 if sign == "-" else 1) * first * (more[0] if more else 1)
    return total
