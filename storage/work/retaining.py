"""Holds, and forgetting by age past them: each batch a short piece of work.

What is removed leaves no bytes behind: free pages are overwritten (secure_delete), and `settle` empties the
write-ahead log.
"""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from storage.records import AuditEntry, Session
from storage.retention import DAY, Due, HeldError, Hold, Periods, Swept
from storage.work import person, sessions, trail
from storage.work.db import Db

_WHY = b"holds.why"
_QUERIES = {"mo": ("old_mos", "delete_mos"), "mt": ("old_mts", "delete_mts")}


def hold(db: Db, why: str, audit: AuditEntry, case_id: str | None) -> None:
    """Begin one. Raises `HeldError` where there is one already, or no such ticket."""
    if case_id is None and db.row("ticket", {"reference": audit.subject}) is None:
        raise HeldError(f"There is no ticket {audit.subject}.")
    values = {"at": audit.at, "actor": audit.actor, "why": db.keys.seal(_WHY, why)}
    if db.run("insert_hold", {**values, **_target(db, audit, case_id)}).rowcount != 1:
        raise HeldError("This is on hold already.")
    trail.append(db, [audit])


def release(db: Db, audit: AuditEntry, case_id: str | None) -> None:
    """End one. Raises `HeldError`."""
    if db.run("delete_hold", _target(db, audit, case_id)).rowcount != 1:
        raise HeldError("This is not on hold.")
    trail.append(db, [audit])


def _target(db: Db, audit: AuditEntry, case_id: str | None) -> dict[str, str | bytes | None]:
    if case_id is None:
        return {"reference": audit.subject, "case_key": None}
    return {"reference": None, "case_key": db.keys.lookup(b"case", case_id)}


def every(db: Db) -> list[Hold]:
    """All, newest first."""
    return [_opened(db, *row) for row in db.rows("holds")]


def of_ticket(db: Db, reference: str) -> list[Hold]:
    """Those that keep a ticket."""
    return [_opened(db, *row) for row in db.rows("holds_of", {"reference": reference})]


def _opened(db: Db, number: int, reference: str | None, at: int, actor: str, why: bytes) -> Hold:
    return Hold(number, reference, at, actor, db.keys.unseal(_WHY, why))


def motives(db: Db) -> list[str]:
    """Of ended tickets."""
    return [motive for (motive,) in db.rows("ended_motives")]


def due(db: Db, periods: Periods, now: int) -> Sequence[Due]:
    """How much is past its time; what is on hold or open is left out of tickets, and may be in messages."""
    tickets = [
        Due(motive, days, _count(db, "count_due_tickets", now - days * DAY, motive=motive))
        for motive in motives(db)
        if (days := periods.of_motive(motive))
    ]
    kinds = (
        ("messages_in", periods.messages, "count_old_mos"),
        ("messages_out", periods.messages, "count_old_mts"),
        ("conversations", periods.conversations, "count_old_sessions"),
        ("sign_ins", periods.sign_ins, "count_old_sign_ins"),
    )
    others = [Due(what, days, _count(db, query, now - days * DAY)) for what, days, query in kinds if days]
    return [*tickets, *others]


def _count(db: Db, query: str, before: int, **values: str) -> int:
    return int(db.row(query, {"before": before, **values})[0])


def tickets(db: Db, motive: str, before: int, limit: int, audit: AuditEntry) -> Swept:
    """Forget the words of the oldest ended tickets of a motive."""
    found = db.rows("due_tickets", {"motive": motive, "before": before, "limit": limit})
    references = [reference for (reference,) in found]
    for reference in references:
        person.forget_ticket(db, reference, audit.at)
    if references:
        details = {"motive": motive, "references": references}
        trail.append(db, [AuditEntry(audit.at, audit.actor, audit.action, "tickets", details)])
    return Swept(len(references), len(references) if len(references) == limit else None)


def messages(db: Db, kind: str, place: int, before: int, limit: int) -> Swept:
    """Remove old messages behind an id; ids grow with time, so the first page of young ones is the end."""
    look, delete = _QUERIES[kind]
    page = db.rows(look, {"after": place, "limit": limit})
    old = [number for number, at in page if at < before]
    if not old:
        return Swept(0)
    within = {"after": place, "upto": old[-1]}
    removed = db.run(delete, {**within, "before": before}).rowcount
    if kind == "mt":
        db.run("delete_old_mt_parts", within)
    return Swept(removed, old[-1] if len(page) == limit else None)


def conversations(db: Db, place: bytes, before: int, limit: int) -> Swept:
    """Remove conversations that nobody went on with."""
    page = db.rows("sessions_behind", {"after": place, "limit": limit})
    gone = sum(_forget(db, key, state, at) for key, state, at in page if 0 < at < before)
    return Swept(gone, page[-1][0] if len(page) == limit else None)


def _forget(db: Db, phone_key: bytes, sealed: bytes, seen_at: int) -> int:
    values = {"phone_key": phone_key, "seen_at": seen_at}
    if orjson.loads(db.keys.unseal_bytes(b"sessions.state", sealed))["opted_out"]:
        state = sessions.sealed(db.keys, Session("", opted_out=True))
        return db.run("reduce_session", {**values, "state": state}).rowcount
    return db.run("delete_old_session", values).rowcount
