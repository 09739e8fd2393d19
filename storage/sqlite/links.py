"""How links stand: what their deliverers noted, and what waits on them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from storage.links import LinkFigures, LinkNote, SentMts
from storage.sqlite.connection import Db

_WAITING = frozenset({"queued", "resting"})


def keep(db: Db, note: LinkNote) -> None:
    """Keep how a line stands."""
    db.run("save_link", {"link": note.link, "up": note.up, "at": note.at, "error": note.error})


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
    noted = {row[0]: _line(row) for row in db.rows("links")}
    return [
        replace(
            noted.get(link, LinkFigures(link)),
            counts=dict(counts[link]),
            oldest_at=_created(db, oldest.get(link)),
        )
        for link in sorted({*noted, *counts})
    ]


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
