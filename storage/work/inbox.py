"""Messages from the phone: accepted once, claimed in order, one of a phone at a time."""

from __future__ import annotations

from typing import Any

from storage.fields import SealError
from storage.records import Accepted, ClaimedMo, MoKind, MoMessage, Session
from storage.work.db import Db, Values
from storage.work.sessions import open_session

DAMAGED = "damaged"


def accept(db: Db, mo: MoMessage) -> Accepted:
    """Keep a message once per (link, external id)."""
    values = _values(db, mo)
    cursor = db.run("insert_mo", values)
    if cursor.rowcount == 1:
        return Accepted(cursor.lastrowid or 0, duplicate=False)
    return _first_of(db, values)


def accept_and_claim(db: Db, mo: MoMessage) -> tuple[Accepted, ClaimedMo | None]:
    """Keep a message, and take it where nothing of its phone is before it."""
    values = _values(db, mo)
    row = db.row("take_mo", values)
    if row is None:
        return _first_of(db, values), None
    mo_id, attempt, state, version = row
    accepted = Accepted(mo_id, duplicate=False)
    if not attempt:
        return accepted, None
    try:
        session = _session(db, mo.sender, state, version)
    except SealError:
        park(db, mo_id, mo.received_at, DAMAGED)
        return accepted, None
    return accepted, ClaimedMo(mo_id, mo, session, attempt)


def _values(db: Db, mo: MoMessage) -> Values:
    """The row of a message, whose phone's line is this piece of work's alone from now on."""
    keys = db.keys
    phone_key = keys.lookup(b"phone", mo.sender)
    db.alone(phone_key)
    return {
        "link": mo.link,
        "external_key": keys.lookup(b"external_id", mo.external_id),
        "external_id": keys.seal(b"mo.external_id", mo.external_id),
        "phone_key": phone_key,
        "sender": keys.seal(b"mo.sender", mo.sender),
        "recipient": mo.recipient,
        "text": keys.seal(b"mo.text", mo.text),
        "kind": mo.kind.value,
        "received_at": mo.received_at,
    }


def _first_of(db: Db, copy: Values) -> Accepted:
    row = db.row("find_mo", {"link": copy["link"], "external_key": copy["external_key"]})
    return Accepted(row[0], duplicate=True)


def _session(db: Db, phone: str, sealed: bytes | None, version: int) -> Session:
    return Session(phone) if sealed is None else open_session(db.keys, phone, sealed, version)


def claim(db: Db, limit: int, now: int) -> list[ClaimedMo]:
    """Take the oldest messages that are first in their phone's line, with their sessions."""
    db.run("wake_mos", {"now": now})
    rows = db.rows("next_mos", {"limit": limit})
    if not rows:
        return []
    db.run("claim_mos", {"limit": limit})
    return [claimed for row in rows if (claimed := _claimed(db, row, now)) is not None]


def _claimed(db: Db, row: Any, now: int) -> ClaimedMo | None:
    """A row as a message; one that does not open is parked, lest it stop all others."""
    mo_id, link, external_id, sender, recipient, text, received_at, kind, attempt, state, version = row
    unseal = db.keys.unseal
    try:
        mo = MoMessage(
            link,
            unseal(b"mo.external_id", external_id),
            unseal(b"mo.sender", sender),
            recipient,
            unseal(b"mo.text", text),
            received_at,
            MoKind(kind),
        )
        session = _session(db, mo.sender, state, version)
    except SealError:
        park(db, mo_id, now, DAMAGED)
        return None
    return ClaimedMo(mo_id, mo, session, attempt)


def release(db: Db, mo_id: int, now: int, error: str, retry_at: int | None) -> None:
    """Give a claimed message back for another try, or park it."""
    if retry_at is None:
        park(db, mo_id, now, error)
    else:
        db.run("rest_mo", {"mo_id": mo_id, "error": error, "retry_at": retry_at})


def park(db: Db, mo_id: int, now: int, error: str) -> None:
    """Give a claimed message up; the one behind it is next."""
    row = db.row("park_mo", {"mo_id": mo_id, "now": now, "error": error})
    if row is not None:
        db.alone(row[0])
        db.run("advance_line", {"phone_key": row[0]})
