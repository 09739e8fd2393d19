"""Sessions as rows: sealed JSON, found by the phone's keyed hash, versioned."""

from __future__ import annotations

import orjson

from storage.errors import SessionMovedError
from storage.fields import Keys
from storage.records import Session
from storage.work.db import Db

_COLUMN = b"sessions.state"


def open_session(keys: Keys, phone: str, sealed: bytes, version: int) -> Session:
    """A row as a session."""
    state = orjson.loads(keys.unseal_bytes(_COLUMN, sealed))
    state["journal"] = tuple((key, value) for key, value in state["journal"])
    if state.get("held") is not None:
        state["held"] = tuple(state["held"])
    return Session(phone=phone, version=version, **state)


def find_session(db: Db, phone: str) -> Session:
    """Where a phone's conversation stands; a new session where there is none."""
    found = db.rows("find_session", {"phone_key": db.keys.lookup(b"phone", phone)})
    return open_session(db.keys, phone, *found[0]) if found else Session(phone)


def save_session(db: Db, session: Session, phone_key: bytes) -> None:
    """Write the next version. Raises `SessionMovedError` where the row is not at `session.version`."""
    values = {
        "phone_key": phone_key,
        "state": sealed(db.keys, session),
        "seen_at": session.seen_at,
    }
    if session.version == 0:
        cursor = db.run("insert_session", values)
    else:
        cursor = db.run("update_session", {**values, "version": session.version})
    if cursor.rowcount != 1:
        raise SessionMovedError


def sealed(keys: Keys, session: Session) -> bytes:
    """The column that holds a session's state."""
    return keys.seal_bytes(_COLUMN, _plain(session))


def _plain(session: Session) -> bytes:
    """All but the phone and the version, which stand beside it."""
    return orjson.dumps(
        {
            "language": session.language,
            "dialogue": session.dialogue,
            "arguments": session.arguments,
            "journal": session.journal,
            "suspended": session.suspended,
            "verified": session.verified,
            "misses": session.misses,
            "silent_until": session.silent_until,
            "opted_out": session.opted_out,
            "noticed": session.noticed,
            "owed": session.owed,
            "seen_at": session.seen_at,
            "screen": session.screen,
            "asked_at": session.asked_at,
            "doubted_at": session.doubted_at,
            "held": session.held,
            "helped": session.helped,
        }
    )
