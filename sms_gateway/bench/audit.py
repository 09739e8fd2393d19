"""`recours bench audit`: a long audit verified whole, then with one row edited, taken out, put in."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from sms_gateway.bench.tables import table
from storage.audit import Head, chain
from storage.fields import Keys
from storage.milestones import Milestone, Shipped
from storage.records import AuditEntry
from storage.sqlite import SqliteStore

SHIPPED_EVERY = 100
#: What somebody does who holds the file; `:at` is the row.
TAMPERING = {
    "nothing": (),
    "edited": ("UPDATE audit SET actor = 'nobody' WHERE number = :at",),
    "removed": ("DELETE FROM audit WHERE number = :at",),
    "inserted": (
        "UPDATE audit SET number = -number - 1 WHERE number >= :at",
        "UPDATE audit SET number = -number WHERE number < 0",
        (
            "INSERT INTO audit SELECT :at, at, 'nobody', action, subject, details, previous, hash FROM audit"
            " WHERE number = :at + 1"
        ),
    ),
}


async def measure_audit(rows: int) -> str:
    """A table: what was done to a row, where that was found, in how many seconds."""
    keys = Keys.fresh()
    with tempfile.TemporaryDirectory(prefix="recours-bench-") as folder:
        whole = Path(folder) / "whole.db"
        async with _opened(whole, keys):
            """The schema is there now."""
        shipped = Shipped.of(_write(whole, rows))
        found = [await _verified(whole, keys, shipped, name, rows) for name in TAMPERING]
    return table([("one row", "at", "found at", "seconds"), *found])


@asynccontextmanager
async def _opened(path: Path, keys: Keys) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(path, keys)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


def _write(path: Path, rows: int) -> Iterator[Milestone]:
    """Fill an empty audit; its milestones."""
    head = Head()
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute("BEGIN IMMEDIATE")
        for number in range(1, rows + 1):
            entry = AuditEntry(1_760_000_000 + number, "officer", "ticket.read", f"{number:09}", {"page": 1})
            row = chain(head, entry)
            store.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            head = Head(row.number, row.hash)
            if number % SHIPPED_EVERY == 0:
                yield Milestone(head.count, head.hash)
        store.execute("UPDATE audit_head SET count = ?, hash = ?", (head.count, head.hash))
        store.execute("COMMIT")


async def _verified(
    whole: Path, keys: Keys, shipped: Shipped, name: str, rows: int
) -> tuple[str, str, str, str]:
    at, copy = 1 + secrets.randbelow(rows - 1), whole.with_name("copy.db")
    shutil.copyfile(whole, copy)
    _tamper(copy, TAMPERING[name], at)
    async with _opened(copy, keys) as store:
        began = time.perf_counter()
        broken = await store.verify_audit(shipped)
        seconds = time.perf_counter() - began
    return name, f"{at}" if TAMPERING[name] else "", f"{broken or 'whole'}", f"{seconds:.2f}"


def _tamper(path: Path, statements: tuple[str, ...], at: int) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        for trigger in ("audit_is_not_edited", "audit_is_not_removed"):
            store.execute(f"DROP TRIGGER {trigger}")
        store.execute("BEGIN IMMEDIATE")
        for statement in statements:
            store.execute(statement, {"at": at})
        store.execute("COMMIT")
