"""A turn: all that one message changes, in one piece."""

from __future__ import annotations

from collections.abc import Collection

from storage.errors import SessionMovedError
from storage.records import ClaimedMt, Committed, MtMessage, Turn
from storage.work import clock, outbox, ratings, tickets, trail, ussd
from storage.work.db import Db
from storage.work.sessions import save_session


def commit(db: Db, turn: Turn, straight: Collection[str] = ()) -> Committed:
    """Write all of a turn; its messages by the links of `straight` are claimed where nothing is before them.

    Raises `ReferenceTakenError` or `SessionMovedError`.
    """
    phone_key = db.keys.lookup(b"phone", turn.session.phone)
    db.alone(phone_key)
    next_waits = _finish_mo(db, turn, phone_key)
    save_session(db, turn.session, phone_key)
    taken = _say(db, turn, straight)
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
    for message in _late(db, turn):
        outbox.queue(db, message, turn.at, turn.mo_id)
    return tuple(taken)


def _late(db: Db, turn: Turn) -> tuple[MtMessage, ...]:
    """Keep the screen; what is to be sent where the phone was shown another one meanwhile."""
    if turn.screen is None or ussd.keep(db, turn.mo_id, turn.screen):
        return ()
    return turn.late


def _finish_mo(db: Db, turn: Turn, phone_key: bytes) -> bool:
    """End the message's turn; whether another of its phone is next.

    One that is not claimed by this phone has had its turn already.
    """
    values = {
        "mo_id": turn.mo_id,
        "phone_key": phone_key,
        "at": turn.at,
        "language": turn.session.language,
        "intent": turn.intent,
        "confidence": turn.confidence,
        "tier": turn.tier,
    }
    if db.run("finish_mo", values).rowcount != 1:
        raise SessionMovedError
    return bool(db.run("advance_line", {"phone_key": phone_key}).rowcount)
