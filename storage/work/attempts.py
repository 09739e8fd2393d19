"""Tries that are limited (a case number, a sign-in), kept under a keyed hash, only as long as they count."""

from __future__ import annotations

from collections.abc import Sequence

from storage.work.db import Db

KEPT_SECONDS = 7 * 24 * 3600


def record(db: Db, kind: str, keys: Sequence[str], now: int) -> None:
    """Note a try under each key."""
    db.run("prune_attempts", {"before": now - KEPT_SECONDS})
    for key in keys:
        db.run("insert_attempt", {"kind": kind, "attempt_key": db.keys.lookup(b"attempt", key), "at": now})


def count(db: Db, kind: str, key: str, since: int) -> int:
    """The tries under a key since."""
    values = {"kind": kind, "attempt_key": db.keys.lookup(b"attempt", key), "since": since}
    number: int = db.row("count_attempts", values)[0]
    return number


def clear(db: Db, kind: str, keys: Sequence[str]) -> None:
    """Forget the tries under these keys."""
    for key in keys:
        db.run("clear_attempts", {"kind": kind, "attempt_key": db.keys.lookup(b"attempt", key)})
