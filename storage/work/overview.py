"""What officers and operators look at: a phone's thread, the figures for /metrics."""

from __future__ import annotations

from typing import Any

from storage.records import MoKind, ThreadMessage
from storage.work.db import Db
from storage.work.outbox import outward
from storage.work.ussd import open_screen


def thread(db: Db, phone: str, limit: int) -> list[ThreadMessage]:
    """The newest messages from and to a phone, oldest first."""
    rows = db.rows("thread", {"phone_key": db.keys.lookup(b"phone", phone), "limit": limit})
    return [_line(db, row) for row in reversed(rows)]


def _line(db: Db, row: Any) -> ThreadMessage:
    at, inbound, text, language, state, parts, error, kind, *ids = row
    if not inbound and kind == MoKind.USSD:
        shown = open_screen(db, text).text
        return ThreadMessage(at, False, shown, language, parts=0, kind=MoKind.USSD, link=ids[-1])
    words = db.keys.unseal(b"mo.text" if inbound else b"mt.text", text)
    became = outward(state).value if state else ""
    return ThreadMessage(at, bool(inbound), words, language, became, parts, error, MoKind(kind), *ids)


def counts(db: Db) -> dict[str, int]:
    """Messages waiting, given up and on their way, open tickets, links down; nothing that is finished."""
    figures = {
        "mo:waiting": db.row("count_waiting_mos")[0],
        "mo:failed": db.row("count_failed_mos")[0],
        "tickets:open": db.row("count_open_tickets")[0],
    }
    figures |= {f"ussd:{link}:{status}": number for link, status, number in db.rows("ussd_end_counts")}
    figures |= {f"link:{link}:down": 1 - up for link, up, *_rest in db.rows("links")}
    figures |= {f"mt:{link}:{state}": number for link, state, number in db.rows("count_open_mts")}
    return figures
