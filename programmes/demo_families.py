"""The demo's sixty households, one a line: what each is there to show."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from programmes.household import CaseStatus


class Event(StrEnum):
    """What happened to a child in the middle of last month."""

    NONE = "none"
    BIRTHDAY = "birthday"
    BIRTH = "birth"
    LEFT_SCHOOL = "left_school"
    ENTERED_SCHOOL = "entered_school"
    LEFT = "left"
    CAME = "came"


class Paid(StrEnum):
    """What is odd about last month's payment; `LEFT_THERE` was not fetched in time and has not come back."""

    COLLECTED = "collected"
    SENT = "sent"
    LATE = "late"
    LEFT_THERE = "left_there"
    NOT_COLLECTED = "not_collected"
    WRONG_ACCOUNT = "wrong_account"
    MISSING = "missing"
    SHORT = "short"
    STOPPED_AND_RESUMED = "stopped_and_resumed"
    NOT_PLANNED = "not_planned"


@dataclass(frozen=True, slots=True)
class Kid:
    """A child; `age` is on the first day of this month."""

    age: int
    school: bool = True
    event: Event = Event.NONE
    disabled: bool = False
    orphan: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """A household; `days` is how long its status has stood, `phones` which of the demo's phones reach it."""

    status: CaseStatus
    days: int
    kids: tuple[Kid, ...] = ()
    reason: str | None = None
    figures: dict[str, Any] = field(default_factory=dict)
    paid: Paid = Paid.COLLECTED
    single: bool = False
    phones: tuple[int, ...] = ()


LONG, YEARS = 420, 700


def accepted(*kids: Kid, paid: Paid = Paid.COLLECTED, days: int = LONG, **more: Any) -> Family:
    """A household that is paid."""
    return Family(CaseStatus.ACCEPTED, days, kids, paid=paid, **more)


def refused(reason: str, days: int, *kids: Kid, **figures: str) -> Family:
    """A household that was refused `days` ago."""
    return Family(CaseStatus.REFUSED, days, kids, reason, dict(figures))


def schooled(*ages: int) -> tuple[Kid, ...]:
    """Children at school (the youngest at home)."""
    return tuple(Kid(age, school=age >= 6) for age in ages)


def at_home(*ages: int) -> tuple[Kid, ...]:
    """Children not at school."""
    return tuple(Kid(age, school=False) for age in ages)


def orphans(*ages: int, school: bool = True) -> tuple[Kid, ...]:
    """A widow's children."""
    return tuple(Kid(age, school=school and age >= 6, orphan=True) for age in ages)


TURNED_21, TURNED_6 = Kid(21, event=Event.BIRTHDAY), Kid(6, school=False, event=Event.BIRTHDAY)
NEWBORN = Kid(0, school=False, event=Event.BIRTH)
LEFT_SCHOOL, ENTERED_SCHOOL = Kid(15, event=Event.LEFT_SCHOOL), Kid(9, event=Event.ENTERED_SCHOOL)
ACCEPTED, REFUSED, SUSPENDED = CaseStatus.ACCEPTED, CaseStatus.REFUSED, CaseStatus.SUSPENDED

FAMILIES: tuple[Family, ...] = (
    # the three phones of the banner (demo.py: DEMO_PHONES); the third reaches two cases
    accepted(TURNED_21, *schooled(17, 14)),
    refused("SCORE", 6, *schooled(4, 9), score="9.81"),
    accepted(*schooled(3, 8), phones=(103,)),
    Family(CaseStatus.IN_REVIEW, 12, schooled(2), phones=(103,)),
    # one case with two phones
    accepted(*schooled(7, 10, 13), phones=(105, 205)),
    # every rule: ages, school, ranks, floor, flat
    accepted(*schooled(1)),
    accepted(*schooled(2, 4)),
    accepted(*schooled(0, 3, 5)),
    accepted(*at_home(8), paid=Paid.LATE),
    accepted(*at_home(8, 12), paid=Paid.LEFT_THERE),
    accepted(*at_home(9, 13, 16)),
    accepted(*schooled(10), *at_home(17)),
    accepted(*schooled(3, 7, 9, 12)),
    accepted(*schooled(1, 3, 7, 9, 12)),
    accepted(*schooled(1, 3, 7), *at_home(10, 13, 18)),
    accepted(*schooled(1, 3, 5, 7, 9, 11, 14)),
    accepted(),
    accepted(single=True),
    accepted(Kid(24), Kid(27, school=False)),
    # orphans and disability, the unpublished rates among them
    accepted(*orphans(4, 9), single=True),
    accepted(*orphans(7, 11, 15), single=True),
    accepted(*orphans(2, 6, 9, 12, 16), single=True),
    accepted(*orphans(8, 10, school=False), single=True),
    accepted(*orphans(17, 15, 13), *orphans(9, school=False), single=True),
    accepted(Kid(7, disabled=True)),
    accepted(*schooled(5, 11), Kid(14, school=False, disabled=True)),
    accepted(*schooled(9, 12, 15), Kid(4, school=False, disabled=True)),
    accepted(Kid(10, disabled=True, orphan=True), single=True),
    # changes between last month and this one
    accepted(TURNED_6, *schooled(9, 12)),
    accepted(TURNED_21, *schooled(19, 16, 12, 8)),
    accepted(TURNED_21),
    accepted(LEFT_SCHOOL, *schooled(8, 11)),
    accepted(ENTERED_SCHOOL, *schooled(12, 14)),
    accepted(NEWBORN, *schooled(3, 8)),
    accepted(NEWBORN),
    accepted(NEWBORN, *schooled(2, 4, 7, 9, 11, 14)),
    accepted(Kid(13, event=Event.LEFT), *schooled(7, 10)),
    accepted(Kid(8, event=Event.CAME), *schooled(6, 11)),
    accepted(*schooled(6, 10, 12), days=1),
    accepted(*schooled(5, 9, 13), paid=Paid.STOPPED_AND_RESUMED, days=1),
    # payments: on the way, returned, missing, another amount than computed, not planned
    accepted(*schooled(7, 9, 11), paid=Paid.SENT),
    accepted(*schooled(4, 8, 12), paid=Paid.NOT_COLLECTED),
    accepted(*schooled(6, 13), paid=Paid.WRONG_ACCOUNT),
    accepted(*schooled(8, 10, 15), paid=Paid.MISSING),
    accepted(*schooled(9, 12, 16), paid=Paid.SHORT),
    accepted(*schooled(5, 7, 9), paid=Paid.NOT_PLANNED),
    # refusals: inside the days to contest, at their edge, and long past
    refused("PUBLIC_EMPLOYEE", 3, *schooled(5, 8)),
    refused("PENSION", 10, *schooled(16)),
    refused("FAMILY_ALLOWANCE", 15, *schooled(3, 6)),
    refused("DATA_MISMATCH", 8, *schooled(2, 5, 9)),
    refused("FAMILY_MISMATCH", 14, *schooled(7)),
    refused("SCHOOL_MISMATCH", 16, *schooled(12)),
    refused("SCORE", 120, *schooled(4, 11), score="9.743002"),
    refused("SCORE", 40, *schooled(1)),
    # the rest of the statuses
    Family(CaseStatus.RECEIVED, 2, schooled(4)),
    Family(CaseStatus.IN_REVIEW, 25, schooled(6, 9)),
    Family(SUSPENDED, 9, schooled(8, 12, 14), "DATA_OUTDATED"),
    Family(SUSPENDED, 75, schooled(10), "SCORE", {"score": "9.902214"}),
    Family(CaseStatus.ENDED, 30, schooled(20), "HOUSEHOLD_REQUEST"),
    Family(CaseStatus.ENDED, YEARS // 2, (), "SCORE", {"score": "10.120000"}),
)
