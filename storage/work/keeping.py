"""Who is kept away from a ticket: an officer that a complaint names does not learn that it exists."""

from __future__ import annotations

from collections.abc import Sequence

from storage.records import AuditEntry, TicketChange
from storage.work import tickets, trail
from storage.work.db import Db


def keep_away(db: Db, reference: str, logins: Sequence[str], change: TicketChange, audit: AuditEntry) -> None:
    """Keep these officers away, and no others; whoever had the page open has it no more."""
    tickets.change(db, change)
    db.run("keep_nobody_away", {"reference": reference})
    for login in logins:
        db.run("keep_away", {"login": login, "reference": reference})
        db.run("delete_reader", {"reference": reference, "login": login})
    trail.append(db, [audit])


def kept_away(db: Db, reference: str) -> list[str]:
    """Who is kept away from a ticket."""
    return [login for (login,) in db.rows("kept_away_from", {"reference": reference})]
