"""A turn: all that one message changes, in one piece."""

from __future__ import annotations

from collections.abc import Collection

from storage.errors import SessionMovedError
from storage.records import ClaimedMt, Committed, Turn
from storage.work import clock, outbox, ratings, tickets, trail, ussd
from storage.work.db import Db
from storage.work.sessions import save_session


def commit(db: Db, turn: Turn, straight: Collection[str] = ()) -> Committed:
    """Write all of a turn; its messages by the links of `straight` are claimed where nothing is before them.

    Raises `ReferenceTakenError` or `SessionMovedError`.
    """
    phone_key = db.keys.lookup(b"phone", turn.session.phone)
    db.alone(phone_key)
    shown = _finish_mo(db, turn, phone_key)
    next_waits = bool(db.run("advance_line", {"phone_key": phone_key}).rowcount)
    save_session(db, turn.session, phone_key)
    taken = _say(db, turn, straight)
    if turn.screen is not None and not shown:  # the phone was shown another one meanwhile
        outbox.queue_all(db, turn.late, turn.at, turn.mo_id)
    for ticket in turn.tickets:
        tickets.file(db, ticket, turn.at)
    for change in turn.changes:
        tickets.change(db, change)
    for wakeup in turn.wakeups:
        clock.save(db, wakeup)
    for rating in turn.ratings:
        ratings.save(db, rating)
    trail.append(db, turn.audit)
    return Committed(next_waits, taken)


def _say(db: Db, turn: Turn, straight: Collection[str]) -> tuple[ClaimedMt, ...]:
    """Queue what the turn says; what of it was claimed."""
    taken = []
    for message in turn.messages:
        if message.link not in straight:
            outbox.queue(db, message, turn.at, turn.mo_id)
        elif claimed := outbox.take(db, message, turn.at, turn.mo_id):
            taken.append(claimed)
    return tuple(taken)


def _finish_mo(db: Db, turn: Turn, phone_key: bytes) -> bool:
    """End the message's turn with its screen; whether that is the one that the phone is shown.

    One that is not claimed by this phone has had its turn already.
    """
    screen = None if turn.screen is None else ussd.sealed(db, turn.screen)
    values = {
        "mo_id": turn.mo_id,
        "phone_key": phone_key,
        "at": turn.at,
        "language": turn.session.language,
        "intent": turn.intent,
        "confidence": turn.confidence,
        "tier": turn.tier,
        "screen": screen,
    }
    row = db.row("finish_mo", values)
    if row is None:
        raise SessionMovedError
    return bool(row[0] == screen)
