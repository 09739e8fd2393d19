"""What people are told to do, and where: guide.yaml, the programme's own advice (docs/guide.md).

A pack without the file, or a topic without an entry, leaves the answer to an officer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from programmes.directory.desks import DeskKind
from programmes.directory.hours import Hours, HoursError, read_hours
from programmes.errors import PackError
from programmes.wording import LANGUAGES, Words, read_words

FILE = "guide.yaml"
#: What may be told: the parts of the file, and the topics of two of them.
PARTS = ("access", "details", "applying", "calls", "tickets")
ACCESS_TOPICS = ("card", "code", "sim", "name", "counter", "fee")
DETAILS_TOPICS = ("child", "family", "school", "disability", "address", "phone", "income")
#: How long a closed ticket may be taken up again where the pack does not tell.
REOPEN_DAYS = 30
MOST_CONDITIONS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """What to do about a trouble with the money; `desk` is where, None where it is nowhere in particular."""

    says: Words
    desk: DeskKind | None = None


@dataclass(frozen=True, slots=True)
class Datum:
    """Who owns a datum (a desk of eligibility.yaml), and whether a request by message is taken for it."""

    owner: str
    by_message: bool = False


@dataclass(frozen=True, slots=True)
class Guide:
    """All of guide.yaml; each part is empty where the programme does not tell."""

    access: Mapping[str, Step] = field(default_factory=dict)
    details: Mapping[str, Datum] = field(default_factory=dict)
    conditions: tuple[Words, ...] = ()
    papers: Words | None = None
    where: Words | None = None
    call_hours: Hours | None = None
    urgent: tuple[str, ...] = ()
    reopen_days: int = REOPEN_DAYS


def read_guide(document: Any, owners: Mapping[str, Words]) -> Guide:
    """The loaded guide.yaml, checked; `owners` are the desks that a datum may belong to."""
    _table(document, "", PARTS)
    access = _table(document.get("access", {}), "access", ACCESS_TOPICS)
    details = _table(document.get("details", {}), "details", DETAILS_TOPICS)
    applying = _table(document.get("applying", {}), "applying", ("conditions", "papers", "where"))
    calls = _table(document.get("calls", {}), "calls", ("hours", "urgent"))
    tickets = _table(document.get("tickets", {}), "tickets", ("reopen_days",))
    return Guide(
        access={topic: _step(step, f"access.{topic}") for topic, step in access.items()},
        details={topic: _datum(datum, f"details.{topic}", owners) for topic, datum in details.items()},
        conditions=_conditions(applying.get("conditions", [])),
        papers=_words(applying["papers"], "applying.papers") if "papers" in applying else None,
        where=_words(applying["where"], "applying.where") if "where" in applying else None,
        call_hours=_hours(calls.get("hours", "")),
        urgent=_urgent(calls.get("urgent", [])),
        reopen_days=_days(tickets.get("reopen_days", REOPEN_DAYS)),
    )


def _table(table: Any, key: str, known: tuple[str, ...]) -> Mapping[str, Any]:
    """A table that holds nothing but `known` keys; the whole file's key is ""."""
    if not isinstance(table, Mapping):
        raise PackError(FILE, key or "(whole file)", f"a table of {', '.join(known)} is expected")
    for name in table:
        if name not in known:
            raise PackError(FILE, f"{key}.{name}".lstrip("."), f"not known; known are {', '.join(known)}")
    return table


def _words(table: Any, key: str) -> Words:
    words: Mapping[str, Any] = _table(table, key, LANGUAGES)
    for part in reversed(key.split(".")):
        words = {part: words}
    return read_words(words, key, FILE)


def _step(step: Any, key: str) -> Step:
    table = _table(step, key, ("desk", "says"))
    desk = table.get("desk")
    if desk is not None and desk not in list(DeskKind):
        raise PackError(FILE, f"{key}.desk", f"known are {', '.join(DeskKind)}")
    return Step(_words(table.get("says"), f"{key}.says"), DeskKind(desk) if desk else None)


def _datum(datum: Any, key: str, owners: Mapping[str, Words]) -> Datum:
    table = _table(datum, key, ("owner", "by_message"))
    owner, by_message = table.get("owner"), table.get("by_message", False)
    if not isinstance(owner, str) or owner not in owners:
        raise PackError(FILE, f"{key}.owner", "no such desk in eligibility.yaml")
    if not isinstance(by_message, bool):
        raise PackError(FILE, f"{key}.by_message", "true or false is expected")
    return Datum(owner, by_message)


def _conditions(listed: Any) -> tuple[Words, ...]:
    if not isinstance(listed, list) or len(listed) > MOST_CONDITIONS:
        raise PackError(FILE, "applying.conditions", f"a list of {MOST_CONDITIONS} lines at most is expected")
    return tuple(_words(line, f"applying.conditions[{number}]") for number, line in enumerate(listed))


def _hours(text: Any) -> Hours | None:
    if not isinstance(text, str):
        raise PackError(FILE, "calls.hours", "hours are written as Mo-Fr 08:30-16:30")
    try:
        return read_hours(text)
    except HoursError as error:
        raise PackError(FILE, "calls.hours", str(error)) from error


def _urgent(numbers: Any) -> tuple[str, ...]:
    """Each between quotes: 017 without them is the number 15 to YAML."""
    if not isinstance(numbers, list) or not all(isinstance(n, str) and n.isdecimal() for n in numbers):
        raise PackError(FILE, "calls.urgent", "a list of numbers to call, each between quotes, is expected")
    return tuple(numbers)


def _days(days: Any) -> int:
    if type(days) is not int or days < 0:
        raise PackError(FILE, "tickets.reopen_days", "a number of days is expected")
    return days
