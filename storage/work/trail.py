"""The audit's rows in this engine; the chain itself is storage/audit.py."""

from __future__ import annotations

from collections.abc import Sequence

from storage.audit import AuditRow, Head, chain, first_break
from storage.milestones import NOTHING, Milestone, Shipped
from storage.records import AuditEntry
from storage.work.db import Db

PAGE = 500
CHAIN = b"the audit chain"


def append(db: Db, entries: Sequence[AuditEntry]) -> None:
    """Add rows to the chain, in the transaction of the act that they tell of."""
    if not entries:
        return
    db.alone(CHAIN)
    head = _head(db)
    for entry in entries:
        row = chain(head, entry)
        db.run(
            "append_audit",
            {
                "number": row.number,
                "at": row.at,
                "actor": row.actor,
                "action": row.action,
                "subject": row.subject,
                "details": row.details,
                "previous": row.previous,
                "hash": row.hash,
            },
        )
        head = Head(row.number, row.hash)
    db.run("move_audit_head", {"count": head.count, "hash": head.hash})


def page(db: Db, after: int, limit: int = PAGE) -> list[AuditRow]:
    """Rows in order, those behind a number."""
    return [AuditRow(*row) for row in db.rows("audit_rows", {"after": after, "limit": limit})]


def newest(db: Db, before: int | None, limit: int) -> list[tuple[int, AuditEntry]]:
    """The newest rows before a number, the newest first."""
    rows = db.rows("newest_audit_rows", {"before": before, "limit": limit})
    return [(row.number, row.entry) for row in (AuditRow(*kept) for kept in rows)]


def verify(db: Db, shipped: Shipped = NOTHING) -> int | None:
    """The number of the first row that does not fit, as of one moment."""
    with db.one_moment():
        head = _head(db)
        broken = first_break(db.run("whole_audit"), head, shipped.contradicts)
        cut = head.count + 1 if head.count < shipped.count else None
        return cut if broken is None else broken


def _head(db: Db) -> Head:
    row = db.row("audit_head")
    return Head(*row) if row is not None else Head()


def milestone(db: Db) -> Milestone:
    """How far the store has come."""
    return Milestone(*db.row("milestone"))
