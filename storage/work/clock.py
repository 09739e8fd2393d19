"""Messages from the clock: kept until due, then accepted like a phone's, each exactly once.

The message's text is the wakeup's kind and, behind a space, what it is about as JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from storage.fields import SealError
from storage.records import MoKind, MoMessage, NewWakeup
from storage.work import inbox
from storage.work.db import Db

#: The link of fired wakeups; their `recipient` is the name of the link by which the answer goes.
CLOCK = "clock"
_ABOUT = b"wakeups.about"


def save(db: Db, wakeup: NewWakeup) -> None:
    """Keep a wakeup; a pending one of the same key is moved."""
    keys = db.keys
    db.run(
        "save_wakeup",
        {
            "wakeup_key": keys.lookup(b"wakeup", wakeup.key),
            "name": keys.seal(b"wakeups.name", wakeup.key),
            "at": wakeup.at,
            "phone_key": keys.lookup(b"phone", wakeup.phone),
            "phone": keys.seal(b"wakeups.phone", wakeup.phone),
            "link": wakeup.link,
            "kind": wakeup.kind,
            "about": keys.seal_bytes(_ABOUT, orjson.dumps(wakeup.about)) if wakeup.about else None,
        },
    )


def save_all(db: Db, wakeups: Sequence[NewWakeup]) -> None:
    """Keep several."""
    for wakeup in wakeups:
        save(db, wakeup)


def drop(db: Db, kind: str) -> int:
    """Take back what has not fired."""
    return db.run("drop_wakeups", {"kind": kind}).rowcount


def fire(db: Db, now: int, limit: int) -> int:
    """Accept the due wakeups as messages; one that has fired before, or is damaged, has no effect."""
    rows = db.rows("due_wakeups", {"now": now, "limit": limit})
    return sum(_fire_one(db, row, now) for row in rows)


def _fire_one(db: Db, row: Any, now: int) -> bool:
    wakeup_key, name, _at, _phone_key, phone, link, kind, about = row
    db.run("delete_wakeup", {"wakeup_key": wakeup_key})
    keys = db.keys
    try:
        key, sender = keys.unseal(b"wakeups.name", name), keys.unseal(b"wakeups.phone", phone)
        told = "" if about is None else " " + keys.unseal(_ABOUT, about)
    except SealError:
        return False
    mo = MoMessage(CLOCK, key, sender, recipient=link, text=kind + told, received_at=now, kind=MoKind.WAKEUP)
    return not inbox.accept(db, mo).duplicate
