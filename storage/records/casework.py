"""What goes on around a ticket: its clocks and alerts, what else is to do, what belongs together."""

from __future__ import annotations

from msgspec import Struct

from storage.records.tickets import TicketEvent
from storage.records.turns import AuditEntry


class Ticking(Struct, frozen=True):
    """A clock to look at: since when it runs, when anybody last did something, by which rules it was set."""

    reference: str
    started_at: int
    touched_at: int
    rules: str


class Alert(Struct, frozen=True):
    """A deadline that nears or has passed; `level` is `officer` or `supervisor`. Once for each deadline."""

    reference: str
    kind: str
    level: str
    deadline: int
    raised_at: int
    seen_by: str | None = None
    seen_at: int | None = None


class Reading(Struct, frozen=True):
    """What came of looking at a clock: nothing is kept where the ticket is no longer of this `version`.

    `due_at` None leaves the ticket's as it is; `next_at` None lets the clock rest.
    """

    ticking: Ticking
    version: int
    rules: str
    next_at: int | None
    due_at: int | None = None
    alerts: tuple[Alert, ...] = ()
    event: TicketEvent | None = None
    audit: tuple[AuditEntry, ...] = ()


class Cause(Struct, frozen=True):
    """What several tickets have in common; a decision on it is a decision on each."""

    cause_id: int
    title: str
    at: int
    actor: str
