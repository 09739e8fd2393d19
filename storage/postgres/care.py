"""Writing the tables anew, so that no page holds what was removed from them.

VACUUM, autovacuum's too, makes room and overwrites nothing: of forty purged stories the pages still held
thirty-six behind it (docs/operations/retention.md). Only a table that is written anew holds what it holds.
"""

from __future__ import annotations

import psycopg

from storage.postgres.connection import connect, refusal
from storage.sealed import SEALED

#: Where sealed values or keyed hashes lie.
TABLES = tuple(dict.fromkeys((*(one.table for one in SEALED), "ticket_words", "ussd_ends", "attempts")))


def rewrite(url: str) -> None:
    """Write each table anew, one at a time; whoever wants that table waits. Raises `StoreClosedError`."""
    with connect(url) as server:
        try:
            for table in TABLES:
                server.execute(f"VACUUM (FULL) {table}")
        except psycopg.Error as error:
            raise refusal(error) from None
