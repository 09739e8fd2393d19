"""Delivery reports: they move a message forward, never back."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from storage.records import Dlr, MtState, SendResult
from storage.status_words import status_words
from storage.work.db import Db

#: How much a state tells; a report is heard where it tells more. A delivered copy outweighs a failed one.
_RANK = {MtState.SENT.value: 1, MtState.FAILED.value: 2, MtState.DELIVERED.value: 3}


def record(db: Db, dlr: Dlr) -> bool:
    """Record a report; False where its link has no such message (then it is kept as a stray)."""
    dlr = replace(dlr, raw_status=status_words(dlr.raw_status))
    row, part = _find(db, dlr), _find_part(db, dlr)
    if part is not None and (row is None or part[0] > row[0]):  # ids recur: the newest message is meant
        row, dlr = part[:2], _of_the_whole(db, part, dlr)
    if row is None:
        db.run("insert_stray_dlr", _values(dlr))
        return False
    _apply(db, row[0], row[1], dlr)
    return True


def note_parts(db: Db, result: SendResult) -> None:
    """Remember the ids of a message that went as several, and hear the reports that came before them."""
    for smsc_id in result.part_ids:
        values = {"mt_id": result.mt_id, "smsc_id": smsc_id, "receipts": result.receipts}
        db.run("save_mt_part", values)
    for smsc_id in result.part_ids:
        for stray_id, link, state, raw_status, at in _strays(db, result.mt_id, smsc_id):
            db.run("delete_stray", {"id": stray_id})
            record(db, Dlr(link, raw_status, MtState(state) if state else None, at, smsc_id=smsc_id))


def apply_strays(db: Db, mt_id: int, smsc_id: str) -> None:
    """Hear the reports that came before we knew the provider's id of their message."""
    for stray_id, link, state, raw_status, at in _strays(db, mt_id, smsc_id):
        db.run("delete_stray", {"id": stray_id})
        record(db, Dlr(link, raw_status, MtState(state) if state else None, at, mt_id=mt_id))


def _strays(db: Db, mt_id: int, smsc_id: str) -> list[Any]:
    return db.rows("find_strays", {"mt_id": mt_id, "smsc_id": smsc_id})


def _find_part(db: Db, dlr: Dlr) -> Any:
    if dlr.smsc_id is None:
        return None
    return db.row("find_mt_part", {"smsc_id": dlr.smsc_id, "link": dlr.link})


def _of_the_whole(db: Db, part: Any, dlr: Dlr) -> Dlr:
    """What a part's report says of its message: only with enough parts delivered is it delivered."""
    mt_id, _state, receipts = part
    if dlr.state is not MtState.DELIVERED:
        return dlr
    db.run("deliver_mt_part", {"smsc_id": dlr.smsc_id, "link": dlr.link})
    delivered: int = db.row("count_delivered_parts", {"mt_id": mt_id})[0]
    return dlr if delivered >= receipts else replace(dlr, state=None)


def _find(db: Db, dlr: Dlr) -> Any:
    if dlr.mt_id is not None:
        return db.row("find_mt", {"mt_id": dlr.mt_id, "link": dlr.link})
    return db.row("find_mt_by_smsc_id", {"smsc_id": dlr.smsc_id, "link": dlr.link})


def _apply(db: Db, mt_id: int, current: str, dlr: Dlr) -> None:
    if dlr.state is None:
        db.run("note_dlr", {"mt_id": mt_id, "raw_status": dlr.raw_status, "at": dlr.at})
    elif _RANK.get(dlr.state.value, 0) > _RANK.get(current, 0):
        values = {"mt_id": mt_id, "state": dlr.state.value, "raw_status": dlr.raw_status, "at": dlr.at}
        db.run("record_dlr", values)


def _values(dlr: Dlr) -> dict[str, Any]:
    return {
        "link": dlr.link,
        "mt_id": dlr.mt_id,
        "smsc_id": dlr.smsc_id,
        "state": dlr.state.value if dlr.state else None,
        "raw_status": dlr.raw_status,
        "at": dlr.at,
    }
