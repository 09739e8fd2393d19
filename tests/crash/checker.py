"""An independent checker: reads the store's file and the peer's log after the fact, and says which promise was broken.

It uses no code of the store's engine: plain SQL over the file as the crash left it and the restart mended it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from storage.fields import Keys
from tests.crash.phones import Peer


def broken_promises(
    database: Path, keys: Keys, peer: Peer, phones: int, turns: int, tickets: int
) -> list[str]:
    """Each sentence is a broken promise; none means that all hold.

    `turns` is how many messages the phones sent in all (each was acknowledged in the end), `tickets` how many they filed.
    """
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as store:
        return [
            sentence
            for sentence, holds in (
                (
                    "an acknowledged message is absent",
                    _ids(store) >= {keys.lookup(b"external_id", m) for m in peer.acknowledged},
                ),
                ("a message was kept that nobody sent", len(_ids(store)) <= turns),
                (
                    "a message has not had its turn",
                    _one(store, "SELECT count(*) FROM mo WHERE state <> 'done'") == 0,
                ),
                ("a turn gave more or less than one answer", _one(store, "SELECT count(*) FROM mt") == turns),
                ("a ticket is missing or doubled", _one(store, "SELECT count(*) FROM tickets") == tickets),
                ("the audit does not tell of each ticket", _filed(store) == tickets),
                (
                    "a phone has more or less than one session",
                    _one(store, "SELECT count(*) FROM sessions") == phones,
                ),
                ("an answer never reached its phone", sum(peer.handed_over.values()) >= turns),
                ("the file is damaged", store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]),
            )
            if not holds
        ]


def _ids(store: sqlite3.Connection) -> set[bytes]:
    return {row[0] for row in store.execute("SELECT external_key FROM mo WHERE link <> 'clock'")}


def _filed(store: sqlite3.Connection) -> int:
    return _one(store, "SELECT count(*) FROM audit WHERE action = 'ticket.filed'")


def _one(store: sqlite3.Connection, query: str) -> int:
    return store.execute(query).fetchone()[0]
