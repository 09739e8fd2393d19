"""Notes, who reads a ticket, what is new, messages taken back and sent again; see storage/desk.py."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from storage.desk import News, Reader
from storage.records import AuditEntry, TicketChange, TicketEvent, TicketState
from storage.records.notes import InnerWords, Note
from storage.work import tickets, trail
from storage.work.db import Db

_NOTES = b"notes.words"
#: A decision that is sent again lives as long as one sent anew.
RESENT_SECONDS = 7 * 24 * 3600


def add_note(db: Db, note: Note, audit: AuditEntry) -> None:
    """Keep an internal note."""
    words = db.keys.seal(_NOTES, note.words.for_officers())
    db.run("insert_note", {"reference": note.reference, "at": note.at, "author": note.author, "words": words})
    trail.append(db, [audit])


def notes(db: Db, references: Sequence[str]) -> list[Note]:
    """The notes of these tickets, oldest first."""
    rows = [row for reference in references for row in db.rows("notes", {"reference": reference})]
    return [
        Note(reference, at, author, InnerWords(db.keys.unseal(_NOTES, words)))
        for _id, reference, at, author, words in sorted(rows)
    ]


def unsend(db: Db, mt_id: int, event: TicketEvent, audit: AuditEntry) -> bool:
    """Take a resting reply back, with its line of history."""
    if db.run("unsend_mt", {"mt_id": mt_id, "reference": audit.subject}).rowcount != 1:
        return False
    _tell(db, event, audit)
    return True


def unask(db: Db, keys: Sequence[str], asked_at: int, event: TicketEvent, audit: AuditEntry) -> bool:
    """Take a resting question back with its reminders; the ticket and its clock are what they were."""
    question, *reminders = [db.keys.lookup(b"wakeup", key) for key in keys]
    if db.run("delete_wakeup", {"wakeup_key": question}).rowcount != 1:
        return False
    for reminder in reminders:
        db.run("delete_wakeup", {"wakeup_key": reminder})
    wait = {"reference": audit.subject, "at": asked_at}
    before = db.row("before_pause", wait)  # none where it waited already, or the person wrote meanwhile
    state = None
    if before:
        db.run("forget_pause", wait)
        state = TicketState(before[0])
    tickets.change(db, TicketChange(audit.subject, event, state=state))
    trail.append(db, [audit])
    return True


def resend(db: Db, mt_id: int, phone: str, event: TicketEvent, audit: AuditEntry) -> int | None:
    """Queue a copy of what did not arrive, with its line of history."""
    values = {
        "mt_id": mt_id,
        "phone_key": db.keys.lookup(b"phone", phone),
        "reference": audit.subject,
        "now": event.at,
        "expires_at": event.at + RESENT_SECONDS,
    }
    queued = db.run("resend_mt", values)
    if queued.rowcount != 1:
        return None
    new = queued.lastrowid  # asked for before anything else is inserted
    _tell(db, event, audit)
    return new


def _tell(db: Db, event: TicketEvent, audit: AuditEntry) -> None:
    tickets.note(db, audit.subject, event)
    trail.append(db, [audit])


def note_reader(db: Db, reference: str, login: str, now: int, until: int) -> None:
    """Somebody looks at a ticket."""
    db.run("save_reader", {"reference": reference, "login": login, "now": now, "until": until})


def forget_reader(db: Db, reference: str, login: str) -> None:
    """Somebody looks at a ticket no more."""
    db.run("delete_reader", {"reference": reference, "login": login})


def readers(db: Db, reference: str, now: int) -> list[Reader]:
    """Who looks at a ticket."""
    here = [Reader(*row) for row in db.rows("readers", {"reference": reference, "now": now})]
    return sorted(here, key=lambda reader: (reader.since, reader.login))


def last_news(db: Db) -> int:
    """The newest line of history."""
    return db.row("last_news")[0] or 0


def news(db: Db, after: int, upto: int) -> list[News]:
    """What happened to tickets."""
    rows = db.rows("news", {"after": after, "upto": upto})
    return [
        News(number, reference, region, programme, motive, bool(filed))
        for number, reference, region, programme, motive, filed in rows
    ]


def ticket_mark(db: Db, reference: str, phone: str, login: str, now: int) -> str:
    """A hash of what a ticket's page shows from the store."""
    phone_key = {"phone_key": db.keys.lookup(b"phone", phone)}
    seen = [*db.rows("ticket_marks", {"reference": reference}), *db.rows("thread_end", phone_key)]
    seen += db.rows("thread_states", phone_key)
    here = [reader.login for reader in readers(db, reference, now) if reader.login != login]
    return hashlib.sha256(repr((here, [tuple(row) for row in seen])).encode()).hexdigest()[:16]
