"""How links stand: what their deliverers noted, and what waits on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from storage.links import BalanceNote, LinkFigures, LinkNote, SentMts, TrafficNote
from storage.records import AuditEntry
from storage.work import trail
from storage.work.db import Db

_WAITING = frozenset({"queued", "resting"})


def keep(db: Db, note: LinkNote) -> None:
    """Keep how a line stands."""
    db.run("save_link", {"link": note.link, "up": note.up, "at": note.at, "error": note.error})


def is_paused(db: Db, link: str) -> bool:
    """Whether an operator stopped the sending by a link."""
    return db.row("is_paused", {"link": link}) is not None


def pause(db: Db, link: str, since: int, audit: AuditEntry) -> bool:
    """Stop the sending by a link, or let it go on (`since` 0); False where it is so already."""
    if is_paused(db, link) == (since > 0):
        return False
    db.run("save_pause", {"link": link, "at": since})
    trail.append(db, (audit,))
    return True


def note_traffic(db: Db, notes: Sequence[TrafficNote]) -> None:
    """Keep the traffic of the last minute."""
    for note in notes:
        db.run(
            "save_traffic",
            {"link": note.link, "received": note.received, "sent": note.sent, "at": note.at},
        )


def note_balance(db: Db, note: BalanceNote) -> None:
    """Keep what is left on a provider's account."""
    db.run(
        "save_balance",
        {"link": note.link, "amount": str(note.amount), "currency": note.currency, "at": note.at},
    )


def figures(db: Db) -> list[LinkFigures]:
    """How each link stands, by name."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    oldest: dict[str, int] = {}
    for link, state, number, first in db.rows("count_line_mts"):
        counts[link][state] = number
        if state in _WAITING:
            oldest[link] = min(first, oldest.get(link, first))
    for link, state, number in db.rows("count_given_up_mts"):
        counts[link][state] = number
    noted = _noted(db)
    return [
        replace(
            noted.get(link, LinkFigures(link)),
            counts=dict(counts[link]),
            oldest_at=_created(db, oldest.get(link)),
        )
        for link in sorted({*noted, *counts})
    ]


def _noted(db: Db) -> dict[str, LinkFigures]:
    """What deliverers, operators and providers said of each link."""
    noted = {row[0]: _line(row) for row in db.rows("links")}
    for link, paused_at, amount, currency, balance_at, received, sent_, rated_at in db.rows("lines"):
        balance = BalanceNote(link, Decimal(amount), currency, balance_at) if balance_at else None
        noted[link] = replace(
            noted.get(link, LinkFigures(link)),
            paused_at=paused_at,
            balance=balance,
            received=received,
            sent=sent_,
            rated_at=rated_at,
        )
    return noted


def _line(row: Any) -> LinkFigures:
    link, up, since, error, error_at = row
    return LinkFigures(link, bool(up), since, error, error_at)


def _created(db: Db, mt_id: int | None) -> int:
    if mt_id is None:
        return 0
    created_at: int = db.row("mt_created", {"mt_id": mt_id})[0]
    return created_at


def sent(db: Db, start: int, end: int) -> list[SentMts]:
    """What was handed to providers in a time, by link and language."""
    return [SentMts(*row) for row in db.rows("sent_mts", {"start": start, "end": end})]
