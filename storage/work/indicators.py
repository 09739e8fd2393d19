"""What indicators are counted from; the subject is opened for the code of a refusal alone."""

from __future__ import annotations

from typing import Any

import orjson

from storage.indicators import TicketFact
from storage.records import Outcome, TicketQuery, TicketState
from storage.work.db import Db
from storage.work.queues import conditions_of

_CONTESTED = "ELIGIBILITY"


def facts(db: Db, query: TicketQuery, since: int, until: int) -> list[TicketFact]:
    """The tickets of a query that were filed in a period."""
    conditions, values = conditions_of(db, query)
    rows = db.chosen("ticket_facts", conditions, values | {"since": since, "until": until}).fetchall()
    return [_fact(db, row) for row in rows]


def _fact(db: Db, row: Any) -> TicketFact:
    programme, motive, region, language, link, late, state, outcome, created_at, due_at, subject = row[:11]
    acknowledged, taken, decided, reopened, second_level, score = row[11:]
    return TicketFact(
        programme,
        motive,
        region,
        language,
        link,
        bool(late),
        TicketState(state),
        Outcome(outcome) if outcome else None,
        created_at,
        due_at,
        acknowledged,
        taken,
        decided,
        bool(reopened),
        bool(second_level),
        _reason(db, subject) if motive == _CONTESTED else "",
        score,
    )


def _reason(db: Db, subject: bytes) -> str:
    return str(orjson.loads(db.keys.unseal_bytes(b"tickets.subject", subject)).get("reason") or "")
