"""What officers and operators look at: a phone's thread, the figures for /metrics."""

from __future__ import annotations

from storage.records import ThreadMessage
from storage.sqlite.connection import Db
from storage.sqlite.outbox import outward


def thread(db: Db, phone: str, limit: int) -> list[ThreadMessage]:
    """The newest messages from and to a phone, oldest first."""
    rows = db.rows("thread", {"phone_key": db.keys.lookup(b"phone", phone), "limit": limit})
    messages = []
    for at, inbound, text, language, state, parts, error in reversed(rows):
        words = db.keys.unseal(b"mo.text" if inbound else b"mt.text", text)
        shown = outward(state).value if state else ""
        messages.append(ThreadMessage(at, bool(inbound), words, language, shown, parts, error))
    return messages


def counts(db: Db) -> dict[str, int]:
    """Messages waiting, given up and on their way, and open tickets; what is finished is not counted."""
    figures = {
        "mo:waiting": db.row("count_waiting_mos")[0],
        "mo:failed": db.row("count_failed_mos")[0],
        "tickets:open": db.row("count_open_tickets")[0],
    }
    figures |= {f"mt:{link}:{state}": number for link, state, number in db.rows("count_open_mts")}
    return figures
