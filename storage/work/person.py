"""One phone's own data: what is kept of it, and its erasure on request."""

from __future__ import annotations

from storage.person import Erasure, Person
from storage.records import AuditEntry, Session, Ticket, TicketQuery, TicketState
from storage.work import instructions, overview, queues, ratings, sessions, tickets, trail
from storage.work.db import Db

_ALL = 1_000_000
_ENDED = {TicketState.NOTIFIED, TicketState.CLOSED}
#: What goes with a phone's messages; the parts before the messages that name them.
_FORGET = (
    "forget_confirmed",
    "forget_parts",
    "forget_mos",
    "forget_mts",
    "forget_wakeups",
    "forget_ussd_ends",
    "forget_session",
)


def tell(db: Db, phone: str) -> Person:
    """All that is kept of a phone."""
    phone_key = {"phone_key": db.keys.lookup(b"phone", phone)}
    own = _tickets(db, phone)
    references = [ticket.reference for ticket in own]
    return Person(
        session=sessions.find_session(db, phone),
        messages=tuple(overview.thread(db, phone, _ALL)),
        tickets=tuple(own),
        events={reference: tickets.events(db, reference) for reference in references},
        ratings={one: rated for one in references if (rated := ratings.find(db, one))},
        instructions={one: order for one in references if (order := instructions.find(db, one))},
        wakeups=tuple(db.rows("wakeups_of", phone_key)),
        ussd_ends=tuple(db.rows("ussd_ends_of", phone_key)),
    )


def _tickets(db: Db, phone: str) -> list[Ticket]:
    return [
        ticket
        for sensitive in (False, True)
        for ticket in queues.tickets(db, TicketQuery(phone=phone, sensitive=sensitive, limit=_ALL))
    ]


def erase(db: Db, phone: str, hold_seconds: int, entry: AuditEntry) -> Erasure:
    """Erase what may go, in one transaction with its audit row; nothing while something is still open.

    Nor while one is on hold. A ticket that ended less than `hold_seconds` ago is kept as it is, with whose it
    was. `stop` is kept.
    """
    phone_key = db.keys.lookup(b"phone", phone)
    under_way: int = db.row("open_messages_of", {"phone_key": phone_key})[0]
    own = db.rows("tickets_of", {"phone_key": phone_key})
    still_open = tuple(reference for reference, state, _at in own if TicketState(state) not in _ENDED)
    on_hold = tuple(reference for (reference,) in db.rows("held_of_phone", {"phone_key": phone_key}))
    if under_way or still_open or on_hold:
        return Erasure(under_way=under_way, still_open=still_open, on_hold=on_hold)
    held = {reference: at + hold_seconds for reference, _state, at in own if at + hold_seconds > entry.at}
    gone = tuple(reference for reference, _state, _at in own if reference not in held)
    opted_out = sessions.find_session(db, phone).opted_out
    rows = sum(db.run(name, _nobody(db, phone_key)).rowcount for name in _FORGET)
    if opted_out:
        sessions.save_session(db, Session(phone, opted_out=True), phone_key)
    for reference in gone:
        forget_ticket(db, reference, entry.at)
    details = {**entry.details, "rows": rows, "tickets": len(gone), "held": len(held)}
    trail.append(db, [AuditEntry(entry.at, entry.actor, entry.action, entry.subject, details)])
    return Erasure(rows=rows, erased=gone, held=held)


def _nobody(db: Db, phone_key: bytes) -> dict[str, bytes]:
    """The phone, and what stands in its rows afterwards; a nameless value is sealed like any."""
    seal = db.keys.seal
    return {
        "phone_key": phone_key,
        "nobody": db.keys.lookup(b"phone", ""),
        "external_id": seal(b"mo.external_id", ""),
        "sender": seal(b"mo.sender", ""),
        "mo_text": seal(b"mo.text", ""),
        "recipient": seal(b"mt.recipient", ""),
        "mt_text": seal(b"mt.text", ""),
    }


def forget_ticket(db: Db, reference: str, at: int) -> None:
    """Whose it was and what was said; motive, dates and outcome stay."""
    seal = db.keys.seal
    db.run(
        "forget_ticket",
        {
            "reference": reference,
            "at": at,
            "nobody": db.keys.lookup(b"phone", ""),
            "phone": seal(b"tickets.phone", ""),
            "story": seal(b"tickets.story", ""),
            "subject": seal(b"tickets.subject", "{}"),
        },
    )
    db.run("forget_notes", {"reference": reference, "note": seal(b"events.note", "")})
    db.run("forget_rating", {"reference": reference, "words": seal(b"ratings.words", "")})
    for name in ("leave_cause", "forget_instruction", "forget_own_notes", "forget_words"):
        db.run(name, {"reference": reference})
