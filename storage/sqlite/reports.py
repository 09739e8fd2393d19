"""Delivery reports: they move a message forward, never back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from storage.records import Dlr, MtState
from storage.sqlite.connection import Db

#: How much a state tells; a report is heard where it tells more. A delivered copy outweighs a failed one.
_RANK = {MtState.SENT.value: 1, MtState.FAILED.value: 2, MtState.DELIVERED.value: 3}
_MOST_RAW = 100


def record(db: Db, dlr: Dlr) -> bool:
    """Record a report; False where its link has no such message (then it is kept as a stray)."""
    dlr = replace(dlr, raw_status=dlr.raw_status[:_MOST_RAW])
    row = _find(db, dlr)
    if row is None:
        db.run("insert_stray_dlr", _values(dlr))
        return False
    _apply(db, row[0], row[1], dlr)
    return True


def apply_strays(db: Db, mt_id: int, smsc_id: str) -> None:
    """Hear the reports that came before we knew the provider's id of their message."""
    for stray_id, link, state, raw_status, at in db.rows("find_strays", {"mt_id": mt_id, "smsc_id": smsc_id}):
        db.run("delete_stray", {"id": stray_id})
        record(db, Dlr(link, raw_status, MtState(state) if state else None, at, mt_id=mt_id))


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
