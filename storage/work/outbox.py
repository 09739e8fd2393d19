"""Messages to the phone: queued, claimed by link, and moved on by what the provider answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from storage.fields import SealError
from storage.links import LinkNote
from storage.records import ClaimedMt, MtMessage, MtState, SendResult
from storage.work import links, reports
from storage.work.db import Db, Values

EXPIRED, DAMAGED = "expired", "damaged"
#: States that the protocol does not tell apart: queued until a time; failed only by too many tries.
RESTING, PARKED = "resting", "parked"
_OUTWARD = {RESTING: MtState.QUEUED, PARKED: MtState.FAILED}
#: How long a message in doubt rests before its one retry: a late report may settle it first.
DOUBT_SECONDS = 30


def queue(db: Db, message: MtMessage, now: int, mo_id: int | None = None) -> int:
    """Queue a message; its id."""
    return db.run("insert_mt", _values(db, message, now, mo_id)).lastrowid or 0


def take(db: Db, message: MtMessage, now: int, mo_id: int) -> ClaimedMt | None:
    """Queue a message; where nothing is before it in its line, it is claimed with that."""
    mt_id, attempt = db.row("take_mt", _values(db, message, now, mo_id))
    return ClaimedMt(mt_id, message, attempt) if attempt else None


def _values(db: Db, message: MtMessage, now: int, mo_id: int | None) -> Values:
    keys = db.keys
    return {
        "link": message.link,
        "phone_key": keys.lookup(b"phone", message.recipient),
        "recipient": keys.seal(b"mt.recipient", message.recipient),
        "sender": message.sender,
        "text": keys.seal(b"mt.text", message.text),
        "language": message.language,
        "parts": message.parts,
        "priority": message.priority,
        "not_before": message.not_before,
        "expires_at": message.expires_at,
        "ticket": message.ticket,
        "mo_id": mo_id,
        "at": now,
    }


def queue_all(db: Db, messages: Sequence[MtMessage], now: int, mo_id: int | None = None) -> list[int]:
    """Queue messages; their ids."""
    return [queue(db, message, now, mo_id) for message in messages]


def claim(db: Db, link: str, limit: int, now: int) -> list[ClaimedMt]:
    """Take a link's due messages, none while it is paused; those expired fail and make room for others."""
    if links.is_paused(db, link):
        return []
    db.run("wake_mts", {"link": link, "now": now})
    claimed: list[ClaimedMt] = []
    while len(claimed) < limit:
        some = {"link": link, "limit": limit - len(claimed)}
        rows = db.rows("next_mts", some)
        if not rows:
            break
        db.run("claim_mts", some)
        claimed += [mt for row in rows if (mt := _claimed(db, row, now)) is not None]
    return claimed


def _claimed(db: Db, row: Any, now: int) -> ClaimedMt | None:
    """A row as a message, or None where it must not be sent."""
    mt_id, link, recipient, sender, text, *plain, ticket, attempt = row
    unseal = db.keys.unseal
    language, parts, priority, not_before, expires_at = plain
    if 0 < expires_at <= now:
        db.run("fail_mt", {"mt_id": mt_id, "error": EXPIRED})
        return None
    try:
        to, words = unseal(b"mt.recipient", recipient), unseal(b"mt.text", text)
    except SealError:
        db.run("fail_mt", {"mt_id": mt_id, "error": DAMAGED})
        return None
    message = MtMessage(link, to, sender, words, language, parts, priority, not_before, expires_at, ticket)
    return ClaimedMt(mt_id, message, attempt)


def record(db: Db, results: Sequence[SendResult], note: LinkNote | None) -> None:
    """Record what became of claimed messages, then the reports that were faster; and how the line stands."""
    for result in results:
        _record_one(db, result)
    if note is not None:
        links.keep(db, note)


def _record_one(db: Db, result: SendResult) -> None:
    retry_at = result.retry_at
    if result.state is MtState.UNKNOWN:
        retry_at = max(retry_at, result.at + DOUBT_SECONDS)
    values = {
        "mt_id": result.mt_id,
        "state": PARKED if result.parked else result.state.value,
        "at": result.at,
        "smsc_id": result.smsc_id,
        "error": result.error,
        "retry_at": retry_at,
    }
    overtaken = db.run("record_send", values).rowcount == 0
    reports.note_parts(db, result)
    if result.smsc_id is None:
        return
    if overtaken:
        db.run("note_smsc_id", {"mt_id": result.mt_id, "smsc_id": result.smsc_id, "at": result.at})
    reports.apply_strays(db, result.mt_id, result.smsc_id)


def states(db: Db, mt_ids: Sequence[int]) -> dict[int, MtState]:
    """Where messages are; those unknown to us are left out."""
    rows = ((mt_id, db.row("mt_state", {"mt_id": mt_id})) for mt_id in mt_ids)
    return {mt_id: outward(row[0]) for mt_id, row in rows if row is not None}


def outward(state: str) -> MtState:
    """Our finer state as the protocol names it."""
    return _OUTWARD.get(state) or MtState(state)
