"""Doubtful messages and the words of persons on them; counts of what was understood."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from storage.learning import Confirmed, Doubtful, Understood
from storage.records import AuditEntry
from storage.work import trail
from storage.work.db import Db


def doubtful(db: Db, limit: int, left_out: Sequence[str]) -> list[Doubtful]:
    """The newest doubtful messages that nobody spoke on yet, guesses of `left_out` aside."""
    rows = db.rows("doubtful", {"limit": limit, "left_out": orjson.dumps(list(left_out)).decode()})
    return [_opened(db, row) for row in rows]


def one_doubtful(db: Db, mo_id: int) -> Doubtful | None:
    """One message that was doubtful."""
    row = db.row("one_doubtful", {"mo_id": mo_id})
    return None if row is None else _opened(db, row)


def _opened(db: Db, row: tuple[int, int, bytes, str | None, str | None, float]) -> Doubtful:
    mo_id, at, text, language, guess, confidence = row
    return Doubtful(mo_id, at, db.keys.unseal(b"mo.text", text), language or "", guess or "", confidence)


def confirm(db: Db, word: Confirmed) -> None:
    """Keep a person's word, the last one on a message; the audit tells who gave it, not the text."""
    values = {
        "mo_id": word.mo_id,
        "intent": word.intent,
        "text": db.keys.seal(b"confirmed.text", word.text),
        "language": word.language,
        "actor": word.actor,
        "at": word.at,
    }
    db.run("confirm_intent", values)
    details = {"intent": word.intent}
    trail.append(db, [AuditEntry(word.at, word.actor, "intent.confirmed", str(word.mo_id), details)])


def confirmed(db: Db) -> list[Confirmed]:
    """All that persons said, oldest message first."""
    rows = db.rows("confirmed_intents")
    return [
        Confirmed(mo_id, intent, db.keys.unseal(b"confirmed.text", text), language, actor, at)
        for mo_id, intent, text, language, actor, at in rows
    ]


def understood(db: Db, since: int) -> list[Understood]:
    """Counts by tier and intent, of messages received since."""
    return [Understood(*row) for row in db.rows("understood", {"since": since})]
