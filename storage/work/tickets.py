"""Tickets: filed by a turn, changed by a person, an officer or the service, each change a line of history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from storage.errors import ReferenceTakenError, TicketMovedError
from storage.fields import Keys
from storage.records import (
    AuditEntry,
    Instruction,
    MtMessage,
    NewTicket,
    NewWakeup,
    Outcome,
    Ticket,
    TicketChange,
    TicketEvent,
    TicketState,
)
from storage.work import casework, clock, instructions, outbox, trail, words
from storage.work.db import Db


def file(db: Db, ticket: NewTicket, at: int, event: TicketEvent | None = None) -> None:
    """Keep a new ticket with the first line of its history. Raises `ReferenceTakenError`."""
    values = _values(db.keys, ticket)
    values["created_at"] = ticket.created_at or at
    if db.run("insert_ticket", values).rowcount != 1:
        raise ReferenceTakenError
    casework.begin(db, ticket, values["created_at"])
    note(db, ticket.reference, event or TicketEvent(values["created_at"], "person", "filed"))
    words.index_filed(db, ticket)


def file_for(
    db: Db,
    ticket: NewTicket,
    event: TicketEvent,
    messages: Sequence[MtMessage],
    audit: AuditEntry,
    wakeups: Sequence[NewWakeup],
) -> None:
    """A ticket that an officer files for somebody. Raises `ReferenceTakenError`."""
    file(db, ticket, event.at, event)
    outbox.queue_all(db, messages, event.at)
    clock.save_all(db, wakeups)
    trail.append(db, [audit])


def change(db: Db, change: TicketChange) -> None:
    """Change a ticket. Raises `TicketMovedError` where it is not as expected, or not there."""
    casework.follow(db, change)
    reason = None if change.reason is None else db.keys.seal(b"tickets.reason", change.reason)
    values = {
        "reference": change.reference,
        "subject": None if change.subject is None else _subject(db.keys, change.subject),
        "due_at": change.due_at,
        "head": change.head,
        "state": change.state,
        "outcome": change.outcome,
        "reason": reason,
        "assignee": change.assignee,
        "motive": change.motive,
        "region": change.region,
        "undecided": change.undecided,
        "at": change.event.at,
        "expected_version": change.expected_version,
    }
    if db.run("change_ticket", values).rowcount != 1:
        raise TicketMovedError
    note(db, change.reference, change.event)
    words.index_added(db, change)
    if change.outcome is Outcome.WITHDRAWN:
        _let_go(db, change)


def _let_go(db: Db, withdrawn: TicketChange) -> None:
    """Who withdraws a ticket does not withdraw what another phone filed: that stands alone again."""
    for reference in casework.merged_of_others(db, withdrawn.reference):
        event = TicketEvent(withdrawn.event.at, "service", "separated")
        change(db, TicketChange(reference, event, state=TicketState.REVIEW, head=""))


def act(
    db: Db,
    changes: Sequence[TicketChange],
    messages: Sequence[MtMessage],
    audit: Sequence[AuditEntry],
    wakeups: Sequence[NewWakeup],
    orders: Sequence[Instruction],
    now: int,
) -> None:
    """An officer's act."""
    for one in changes:
        change(db, one)
    for wakeup in wakeups:
        clock.save(db, wakeup)
    for order in orders:
        instructions.write(db, order)
    outbox.queue_all(db, messages, now)
    trail.append(db, audit)


def note(db: Db, reference: str, event: TicketEvent) -> None:
    """Add a line to a ticket's history."""
    sealed = db.keys.seal(b"events.note", event.note)
    db.run(
        "insert_event",
        {"reference": reference, "at": event.at, "actor": event.actor, "kind": event.kind, "note": sealed},
    )


def events(db: Db, reference: str) -> list[TicketEvent]:
    """A ticket's history, oldest first."""
    rows = db.rows("events", {"reference": reference})
    return [
        TicketEvent(at, actor, kind, db.keys.unseal(b"events.note", sealed))
        for at, actor, kind, sealed in rows
    ]


def one(db: Db, reference: str) -> Ticket | None:
    """One ticket."""
    row = db.row("ticket", {"reference": reference})
    return None if row is None else opened(db.keys, row)


def _values(keys: Keys, ticket: NewTicket) -> dict[str, Any]:
    case = ticket.case_id
    return {
        "reference": ticket.reference,
        "programme": ticket.programme,
        "nature": ticket.nature,
        "motive": ticket.motive,
        "phone_key": keys.lookup(b"phone", ticket.phone),
        "phone": keys.seal(b"tickets.phone", ticket.phone),
        "link": ticket.link,
        "language": ticket.language,
        "story": keys.seal(b"tickets.story", ticket.story),
        "case_key": None if case is None else keys.lookup(b"case", case),
        "case_id": None if case is None else keys.seal(b"tickets.case_id", case),
        "region": ticket.region,
        "subject": _subject(keys, ticket.subject),
        "late": ticket.late,
        "due_at": ticket.due_at,
    }


def _subject(keys: Keys, subject: dict[str, Any]) -> bytes:
    return keys.seal_bytes(b"tickets.subject", orjson.dumps(subject))


def opened(keys: Keys, row: Any) -> Ticket:
    """A row as a ticket."""
    (reference, programme, nature, motive, phone, link, language, story, case_id, region, subject, late) = (
        row[:12]
    )
    (state, outcome, reason, assignee, created_at, updated_at, due_at, version, head) = row[12:]
    return Ticket(
        reference=reference,
        programme=programme,
        nature=nature,
        motive=motive,
        phone=keys.unseal(b"tickets.phone", phone),
        link=link,
        language=language,
        story=keys.unseal(b"tickets.story", story),
        case_id=None if case_id is None else keys.unseal(b"tickets.case_id", case_id),
        region=region,
        subject=orjson.loads(keys.unseal_bytes(b"tickets.subject", subject)),
        late=bool(late),
        state=TicketState(state),
        outcome=None if outcome is None else Outcome(outcome),
        reason=None if reason is None else keys.unseal(b"tickets.reason", reason),
        assignee=assignee,
        created_at=created_at,
        updated_at=updated_at,
        due_at=due_at,
        version=version,
        head=head,
    )
