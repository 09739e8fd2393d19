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
from programmes.wording import Words, read_words, table_at

FILE = "guide.yaml"
#: How long a closed ticket may be taken up again where the pack does not tell.
REOPEN_DAYS = 30


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
    if not isinstance(document, Mapping):
        raise PackError(FILE, "(whole file)", "access, details, applying, calls and tickets are expected")
    applying, calls = document.get("applying", {}), document.get("calls", {})
    return Guide(
        access={topic: _step(document, topic) for topic in document.get("access", {})},
        details={topic: _datum(document, topic, owners) for topic in document.get("details", {})},
        conditions=_conditions(applying),
        papers=read_words(document, "applying.papers", FILE) if "papers" in applying else None,
        where=read_words(document, "applying.where", FILE) if "where" in applying else None,
        call_hours=_hours(calls.get("hours", "")),
        urgent=_urgent(calls.get("urgent", [])),
        reopen_days=_days(document.get("tickets", {}).get("reopen_days", REOPEN_DAYS)),
    )


def _step(document: Mapping[str, Any], topic: str) -> Step:
    desk = table_at(document, f"access.{topic}", FILE).get("desk")
    if desk is not None and desk not in set(DeskKind):
        raise PackError(FILE, f"access.{topic}.desk", f"known are {', '.join(DeskKind)}")
    return Step(read_words(document, f"access.{topic}.says", FILE), DeskKind(desk) if desk else None)


def _datum(document: Mapping[str, Any], topic: str, owners: Mapping[str, Words]) -> Datum:
    table = table_at(document, f"details.{topic}", FILE)
    if table.get("owner") not in owners:
        raise PackError(FILE, f"details.{topic}.owner", "no such desk in eligibility.yaml")
    return Datum(table["owner"], table.get("by_message", False) is True)


def _conditions(applying: Mapping[str, Any]) -> tuple[Words, ...]:
    listed = applying.get("conditions", [])
    return tuple(read_words({"applying": {"condition": one}}, "applying.condition", FILE) for one in listed)


def _hours(text: str) -> Hours | None:
    try:
        return read_hours(text)
    except HoursError as error:
        raise PackError(FILE, "calls.hours", str(error)) from error


def _urgent(numbers: Any) -> tuple[str, ...]:
    if not isinstance(numbers, list) or not all(str(number).isdecimal() for number in numbers):
        raise PackError(FILE, "calls.urgent", "a list of numbers to call is expected")
    return tuple(map(str, numbers))


def _days(days: Any) -> int:
    if type(days) is not int or days < 0:
        raise PackError(FILE, "tickets.reopen_days", "a number of days is expected")
    return days
