"""Hashing a database anew with another index key: in one transaction, nobody working with it meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import psycopg

from storage.errors import StoreError
from storage.fields import Keys
from storage.hashed import HASHED
from storage.postgres.connection import PgDb, connect, refusal
from storage.postgres.schema import LOCK, bring_up_to_date
from storage.records import AuditEntry
from storage.work import recovery, rotating, trail

BATCH = 20_000


def hashed_with(url: str, keys: Keys) -> int | None:
    """How many index keys after the first made its hashes; of an empty one all. Raises `StoreError`."""
    with connect(url) as server:
        bring_up_to_date(server)
        db = PgDb(server, keys, lambda: 0)
        _is_at_rest(db)
        return recovery.index_depth(db)


def _is_at_rest(db: PgDb) -> None:
    if db.execute("SELECT count(*) FROM living").fetchone()[0]:
        raise StoreError("Processes work with this database: stop them first.")


def rehash(url: str, keys: Keys, audit: AuditEntry, progress: Callable[[int, int], None]) -> None:
    """Bring all hashes to the newest index key, or none of them. Raises `StoreError`."""
    with connect(url) as server:
        try:
            bring_up_to_date(server)
            with server.transaction():
                server.execute(LOCK)  # whoever starts meanwhile waits for us
                _rehash(PgDb(server, keys, lambda: 0), audit, progress)
        except psycopg.Error as error:
            raise refusal(error) from None


def _rehash(db: PgDb, audit: AuditEntry, progress: Callable[[int, int], None]) -> None:
    _is_at_rest(db)
    depth = recovery.index_depth(db)
    if depth is None or depth == db.keys.depth:
        return
    db.execute("CREATE TEMP TABLE rehashed (old BYTEA PRIMARY KEY, new BYTEA NOT NULL) ON COMMIT DROP")
    columns = [(one.table, column) for one in HASHED for column in one.columns]
    counts = [_count(db, *one) for one in columns]
    for at, (table, column) in enumerate(columns):
        for page in _pages(db, table, column):
            _map(db, [(old, db.keys.wrap(old, depth)) for old in page])
        db.execute(f"UPDATE {table} SET {column} = new FROM rehashed WHERE {column} = old")  # noqa: S608 - ours
        db.execute("TRUNCATE rehashed")
        progress(sum(counts[: at + 1]), sum(counts))
    db.run("renew_index_check", {"lookup": db.keys.lookup(b"check", rotating.CHECK_TEXT)})
    trail.append(db, [audit])


def _count(db: PgDb, table: str, column: str) -> int:
    return int(db.execute(f"SELECT count({column}) FROM {table}").fetchone()[0])  # noqa: S608 - our own names


def _pages(db: PgDb, table: str, column: str) -> Iterator[Sequence[bytes]]:
    with db.server.cursor(name="hashes") as cursor:
        cursor.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL")  # noqa: S608 - ours
        while page := cursor.fetchmany(BATCH):
            yield [bytes(key) for (key,) in page]


def _map(db: PgDb, pairs: Sequence[tuple[Any, Any]]) -> None:
    with db.server.cursor() as cursor, cursor.copy("COPY rehashed FROM STDIN") as copy:
        for pair in pairs:
            copy.write_row(pair)
