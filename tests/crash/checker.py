"""An independent checker: reads the store's file and the peer's log after the fact, and says which promise was broken.

It uses no code of the store's engine: plain SQL over the file as the crash left it and the restart mended it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from storage.fields import Keys
from tests.crash.phones import Peer


class Promise(NamedTuple):
    """A promise, what is said where it is broken, and whether it holds."""

    row: str
    broken: str
    holds: bool


#: The rows that this checker can prove from the store's file and the peer's log.
LOST, ONCE, WHOLE = (
    "no acknowledged message is lost",
    "a duplicate has one effect",
    "a turn is all or nothing",
)
SENT, LINEAR, FILE = "an MT goes at least once", "sessions are linearizable", "a damaged file is noticed"


def broken_promises(
    database: Path, keys: Keys, peer: Peer, phones: int, turns: int, tickets: int, screens: int = 0
) -> list[str]:
    """Each sentence is a broken promise; none means that all hold.

    `turns` is how many SMS the phones sent in all and `screens` how many USSD requests (each was acknowledged in
    the end), `tickets` how many they filed.
    """
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as store:
        proved = promises(store, keys, peer, phones, turns, tickets, screens)
    return [f"{one.row}: {one.broken}" for one in proved if not one.holds]


def promises(store, keys, peer, phones, turns, tickets, screens) -> list[Promise]:
    ids, count = _ids(store), lambda query: _one(store, query)
    answers = count("SELECT count(*) FROM mt JOIN mo ON mo.id = mt.mo_id WHERE mo.kind <> 'ussd'")
    doubled = "SELECT count(*) FROM (SELECT 1 FROM mo GROUP BY link, external_key HAVING count(*) > 1)"
    due = count("SELECT count(*) FROM mt WHERE link = 'kannel'")  # the provider that there is
    return [
        Promise(
            LOST,
            "an acknowledged message is absent",
            ids >= {keys.lookup(b"external_id", m) for m in peer.acknowledged},
        ),
        Promise(ONCE, "a message was kept that nobody sent", len(ids) <= turns + screens),
        Promise(ONCE, "a copy was kept as another message", count(doubled) == 0),
        Promise(
            WHOLE,
            "a message has not had its turn",
            count("SELECT count(*) FROM mo WHERE state <> 'done'") == 0,
        ),
        Promise(WHOLE, "a turn gave more or less than one answer", answers == turns),
        Promise(
            WHOLE,
            "a request has more or less than one screen",
            count("SELECT count(*) FROM mo WHERE screen IS NOT NULL") == screens,
        ),
        Promise(WHOLE, "a ticket is missing or doubled", count("SELECT count(*) FROM tickets") == tickets),
        Promise(WHOLE, "the audit does not tell of each ticket", _filed(store) == tickets),
        Promise(
            LINEAR,
            "a phone has more or less than one session",
            count("SELECT count(*) FROM sessions") == phones,
        ),
        Promise(SENT, "an answer never reached its phone", sum(peer.handed_over.values()) >= due),
        Promise(
            FILE,
            "the file is damaged",
            store.execute("PRAGMA integrity_check").fetchall() == [("ok",)],
        ),
    ]


def _ids(store: sqlite3.Connection) -> set[bytes]:
    return {row[0] for row in store.execute("SELECT external_key FROM mo WHERE link <> 'clock'")}


def _filed(store: sqlite3.Connection) -> int:
    return _one(store, "SELECT count(*) FROM audit WHERE action = 'ticket.filed'")


def _one(store: sqlite3.Connection, query: str) -> int:
    return store.execute(query).fetchone()[0]
