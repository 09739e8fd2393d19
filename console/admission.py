"""Whom a page is for; what a page shows is then judged by console/access.py."""

from __future__ import annotations

from enum import Enum, auto

from console.access import may_give, may_read, may_work
from storage.records import Officer


class Who(Enum):
    """Whom a page is for; `access_ticket` then judges the single ticket."""

    ANYBODY = auto()
    #: Who gave the right password and has the second step before them.
    HALF_WAY = auto()
    SIGNED_IN = auto()
    READERS = auto()
    WORKERS = auto()
    SUPERVISORS = auto()
    ADMINISTRATORS = auto()
    AUDITORS = auto()
    #: Who looks after the system or checks it: administrators and auditors.
    KEEPERS = auto()


def admits(who: Who | None, officer: Officer) -> bool:
    """Whether a page opens to somebody who is signed in; None, nobody."""
    administers = "administrator" in officer.roles
    audits = may_read(officer) and "auditor" in officer.roles
    return {
        Who.ANYBODY: True,
        Who.SIGNED_IN: True,
        Who.READERS: may_read(officer),
        Who.WORKERS: may_work(officer),
        Who.SUPERVISORS: may_give(officer),
        Who.ADMINISTRATORS: administers,
        Who.AUDITORS: audits,
        Who.KEEPERS: administers or audits,
    }.get(who or Who.HALF_WAY, False)
