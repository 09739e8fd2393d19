"""USSD: the screen on the row of the request that it answers, kept once; and how sessions ended."""

from __future__ import annotations

import orjson

from storage.records import Screen, UssdEnd
from storage.status_words import status_words
from storage.work.db import Db

_COLUMN = b"mo.screen"


def sealed(db: Db, screen: Screen) -> bytes:
    """The column that holds a screen; never twice the same."""
    return db.keys.seal_bytes(_COLUMN, orjson.dumps([screen.text, screen.goes_on]))


def screen(db: Db, mo_id: int) -> Screen | None:
    """What a request was answered."""
    row = db.row("screen", {"mo_id": mo_id})
    return None if row is None or row[0] is None else open_screen(db, row[0])


def open_screen(db: Db, sealed: bytes) -> Screen:
    """A screen as it was kept."""
    return Screen(*orjson.loads(db.keys.unseal_bytes(_COLUMN, sealed)))


def hold(db: Db, mo_id: int, holding: Screen) -> Screen:
    """Answer a request whose turn is late, with what it is answered from now on."""
    kept = db.run("keep_screen", {"mo_id": mo_id, "screen": sealed(db, holding)}).rowcount
    return holding if kept else screen(db, mo_id) or holding


def record_end(db: Db, end: UssdEnd) -> None:
    """Note how a session ended, once; what was typed and shown stands with its messages."""
    keys = db.keys
    values = {
        "link": end.link,
        "session_key": keys.lookup(b"ussd_session", end.session_id),
        "phone_key": keys.lookup(b"phone", end.phone),
        "status": status_words(end.status),
        "duration": end.duration,
        "hops": end.hops,
        "error": status_words(end.error),
        "at": end.at,
    }
    if db.run("insert_ussd_end", values).rowcount == 1:
        db.run("count_ussd_end", {"link": end.link, "status": values["status"]})
