"""The clocks of tickets, their alerts and tasks, and what belongs together.

That a ticket begins or ends to wait follows from its change of state, in the same transaction: no act can
forget it.
"""

from __future__ import annotations

from typing import Any

from storage.errors import TicketMovedError
from storage.records import (
    CALL,
    SENSITIVE_MOTIVES,
    AuditEntry,
    NewTicket,
    Task,
    TicketChange,
    TicketEvent,
    TicketState,
)
from storage.records.casework import Alert, Cause, Reading, Ticking
from storage.work import trail
from storage.work.db import Db

_TITLE = b"causes.title"
_HOURS = {"morning", "afternoon"}
#: Who asks for a call without an hour is called all the same.
_CALL_BACK, _ANY_HOUR = "INFORMATION", "any"


def begin(db: Db, ticket: NewTicket, at: int) -> None:
    """A ticket was filed: its clocks begin, and who asked for a call stands in the list."""
    db.run("start_clock", {"reference": ticket.reference, "at": at})
    if ticket.motive == _CALL_BACK and CALL not in ticket.subject:
        _save_task(db, ticket.reference, Task("call", ticket.due_at, _ANY_HOUR))


def follow(db: Db, change: TicketChange) -> None:
    """What a change means for the clocks and lists; before the change itself. Raises `TicketMovedError`."""
    at = {"reference": change.reference, "at": change.event.at}
    db.run("touch_clock", at)
    if change.state is TicketState.WAITING:
        db.run("begin_pause", at)
    elif change.state is not None:
        db.run("end_pause", at)
    if change.state is TicketState.REOPENED and not _was_never_answered(db, change.reference):
        db.run("start_clock", at)
    if change.subject is not None and CALL in change.subject:
        _list_call(db, change, change.subject[CALL])
    if change.motive in SENSITIVE_MOTIVES:
        db.run("leave_cause", {"reference": change.reference})
    if change.task is not None:
        _save_task(db, change.reference, change.task)
    if change.head is not None:
        _merge(db, change.reference, change.head)


def _list_call(db: Db, change: TicketChange, hour: str) -> None:
    known = task(db, change.reference, "call")
    if known is not None and known.detail == hour:
        return  # nothing new about the call
    done_at = None if hour in _HOURS else change.event.at
    due_at = known.due_at if known else change.event.at
    _save_task(db, change.reference, Task("call", due_at, hour, known.tries if known else 0, done_at=done_at))


def _merge(db: Db, reference: str, head: str) -> None:
    """Neither twice nor in a circle; what was answered under this one goes with it, and the elder clock."""
    if not head:
        if not _is_merged(db, reference):
            raise TicketMovedError
        return
    if reference == head or _is_merged(db, reference) or _is_merged(db, head):
        raise TicketMovedError
    db.run("lead_on", {"reference": reference, "head": head})
    db.run("inherit_clock", {"reference": reference, "head": head})


def _was_never_answered(db: Db, reference: str) -> bool:
    """Whether it was only merged: then its clocks are as old as its filing."""
    row = db.row("merging", {"reference": reference})
    return row is not None and row[0] is not None and row[1] is None


def _is_merged(db: Db, reference: str) -> bool:
    row = db.row("merging", {"reference": reference})
    if row is None:
        raise TicketMovedError
    return row[0] is not None


def merged_of_others(db: Db, reference: str) -> list[str]:
    """What other phones filed and is answered under this ticket."""
    return [one for (one,) in db.rows("merged_of_others", {"reference": reference})]


def _save_task(db: Db, reference: str, one: Task) -> None:
    values = {
        name: getattr(one, name) for name in ("kind", "due_at", "tries", "tried_at", "done_at", "detail")
    }
    db.run("save_task", {"reference": reference, **values})


def task(db: Db, reference: str, kind: str) -> Task | None:
    """One of a ticket's tasks."""
    row = db.row("task", {"reference": reference, "kind": kind})
    if row is None:
        return None
    _reference, _kind, due_at, tries, tried_at, done_at, detail = row
    return Task(kind, due_at, detail, tries, tried_at, done_at)


def due(db: Db, now: int, limit: int) -> list[Ticking]:
    """The clocks to look at."""
    return [Ticking(*row) for row in db.rows("due_clocks", {"now": now, "limit": limit})]


def pauses(db: Db, reference: str) -> list[tuple[int, int | None]]:
    """When a ticket waited for its person; the last one may go on."""
    return [(began, ended) for began, ended in db.rows("pauses", {"reference": reference})]


def keep(db: Db, reading: Reading) -> bool:
    """Write what came of looking at a clock; False where the ticket changed meanwhile."""
    ticking = reading.ticking
    values = {
        "reference": ticking.reference,
        "touched_at": ticking.touched_at,
        "version": reading.version,
        "next_at": reading.next_at,
        "rules": reading.rules,
    }
    if db.run("set_clock", values).rowcount != 1:
        return False
    if reading.due_at is not None:
        db.run("set_due", {"reference": ticking.reference, "due_at": reading.due_at})
    raised = [alert for alert in reading.alerts if _raise(db, alert)]
    for event in (reading.event, *map(_escalated, raised)):
        if event is not None:
            _note(db, ticking.reference, event)
    trail.append(db, [*reading.audit, *map(_raised, raised)])
    return True


def _raise(db: Db, alert: Alert) -> bool:
    names = ("reference", "kind", "level", "deadline", "raised_at")
    return bool(db.run("raise_alert", {name: getattr(alert, name) for name in names}).rowcount == 1)


def _raised(alert: Alert) -> AuditEntry:
    details = {"kind": alert.kind, "level": alert.level}
    return AuditEntry(alert.raised_at, "service", "alert.raised", alert.reference, details)


def _escalated(alert: Alert) -> TicketEvent | None:
    """What reaches a supervisor stands in the history."""
    return TicketEvent(alert.raised_at, "service", "escalated") if alert.level == "supervisor" else None


def _note(db: Db, reference: str, event: TicketEvent) -> None:
    note = db.keys.seal(b"events.note", event.note)
    values: dict[str, Any] = {
        "reference": reference,
        "at": event.at,
        "actor": event.actor,
        "kind": event.kind,
    }
    db.run("insert_event", {**values, "note": note})


def stir(db: Db, rules: str, audit: AuditEntry) -> int:
    """Have the clocks that were set by other rules looked at; how many, which the audit says too."""
    number = db.run("stir_clocks", {"rules": rules}).rowcount
    if number:
        details = {**audit.details, "clocks": number}
        trail.append(db, [AuditEntry(audit.at, audit.actor, audit.action, audit.subject, details)])
    return number


def alerts(db: Db, reference: str) -> list[Alert]:
    """A ticket's alerts, newest first."""
    return [Alert(*row) for row in db.rows("alerts_of", {"reference": reference})]


def see(db: Db, reference: str, login: str, audit: AuditEntry) -> int:
    """Somebody takes notice of a ticket's alerts."""
    number = db.run("see_alerts", {"reference": reference, "login": login, "at": audit.at}).rowcount
    trail.append(db, [audit] if number else [])
    return number


def open_cause(db: Db, title: str, audit: AuditEntry) -> int:
    """A new cause; its id."""
    values = {"title": db.keys.seal(_TITLE, title), "at": audit.at, "actor": audit.actor}
    number = db.run("open_cause", values).lastrowid
    trail.append(db, [AuditEntry(audit.at, audit.actor, audit.action, str(number), audit.details)])
    return int(number or 0)


def causes(db: Db) -> list[Cause]:
    """The causes, newest first."""
    return [_cause(db, row) for row in db.rows("causes")]


def cause(db: Db, number: int) -> Cause | None:
    """One cause."""
    row = db.row("cause", {"id": number})
    return None if row is None else _cause(db, row)


def _cause(db: Db, row: Any) -> Cause:
    number, title, at, actor = row
    return Cause(number, db.keys.unseal(_TITLE, title), at, actor)


def join(db: Db, cause: int | None, event: TicketEvent, audit: AuditEntry) -> bool:
    """A ticket is of a cause; None takes it out. A sensitive matter is of none."""
    reference = audit.subject
    motive = db.row("motive_of", {"reference": reference})
    if motive is None or motive[0] in SENSITIVE_MOTIVES or cause_of(db, reference) == cause:
        return False
    db.run("leave_cause", {"reference": reference})
    if cause is not None:
        db.run("join_cause", {"reference": reference, "cause": cause})
    _note(db, reference, event)
    trail.append(db, [audit])
    return True


def cause_of(db: Db, reference: str) -> int | None:
    """Of which cause a ticket is."""
    row = db.row("cause_of", {"reference": reference})
    return None if row is None else int(row[0])
