"""Millions of old messages in a store, in minutes: its own schema, rows that open with its keys.

A turn is one message in and its answer out, both long done, of a phone that has a session since. Python seals
each phone once and some thousand texts; SQLite puts the rows together. What nobody can tell from real ones at
that number is not made for each row: the hash of an old message's id is random, its id one of a few thousand.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from programmes.synthetic import phone_of
from sms_gateway.bench.scripts import SCRIPTS
from storage.fields import Keys
from storage.records import Session
from storage.work import sessions

Progress = Callable[[int, int], None]
BATCH = 50_000
DAY = 24 * 3600
#: The newest of them is so old, the oldest half a year older.
REST, SPAN = 2 * DAY, 180 * DAY
SEALED_TEXTS = 4_096
#: Kept in memory while rows come in: the one index that has to stay, of hashes in no order.
CACHE_KIB = 2 << 20
#: A prime, so that a round meets each phone once, in no order of theirs.
STRIDE = 1_000_003
ANSWERS = (
    "ASD: votre demande est ACCEPTEE depuis le 28 septembre. Prochain paiement: 500 DH le 30 novembre.",
    "ASD: le montant de novembre est 500 DH (octobre: 650 DH). Un enfant a eu 21 ans. 1 Contester",
    "الدعم: طلبكم مقبول منذ 28 شتنبر. الأداء المقبل: 500 درهم يوم 30 نونبر. 1 المبلغ 0 القائمة",
)
_PARTS = """
CREATE TEMP TABLE phones (place INTEGER PRIMARY KEY, phone_key BLOB, sender BLOB, recipient BLOB);
CREATE TEMP TABLE said
  (place INTEGER PRIMARY KEY, id BLOB, asked BLOB, told BLOB, state BLOB, seen_at INTEGER);
"""
_OF_BATCH = (
    "FROM temp.phones JOIN temp.said ON said.place = (phones.place + :round) % :texts"
    " WHERE phones.place BETWEEN :first AND :last ORDER BY phones.place"
)
_MO = (
    "INSERT INTO mo (link, external_key, external_id, phone_key, sender, recipient, text, kind, received_at,"
    " state, attempt, done_at, language, intent, confidence, tier)"
    " SELECT 'kannel', randomblob(16), said.id, phone_key, sender, '555', asked, 'sms', :at, 'done', 1, :at,"
    f" 'fr', 'application_status', 1.0, 'keywords' {_OF_BATCH}"
)
_MT = (
    "INSERT INTO mt (link, phone_key, recipient, sender, text, language, parts, priority, not_before,"
    " expires_at, mo_id, created_at, state, attempt, sent_at, dlr_at, dlr_status)"
    " SELECT 'kannel', phone_key, recipient, '555', told, 'fr', 1, 1, 0, 0, :mo_id + phones.place - :first,"
    f" :at, 'delivered', 1, :at, :at, '1' {_OF_BATCH}"
)
_SESSIONS = (
    "INSERT INTO sessions (phone_key, state, seen_at, version)"
    f" SELECT phone_key, said.state, said.seen_at, 1 {_OF_BATCH}"
)


def write_history(path: Path, keys: Keys, messages: int, phones: int, now: int, progress: Progress) -> None:
    """Fill an empty, migrated store with `messages`, half in, half out, of the first `phones` phones."""
    turns = messages // 2
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{CACHE_KIB}"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.executescript(_PARTS)
        connection.executemany(
            "INSERT INTO temp.phones VALUES (?, ?, ?, ?)", _phones(keys, min(phones, turns))
        )
        connection.executemany("INSERT INTO temp.said VALUES (?, ?, ?, ?, ?, ?)", _said(keys, now - REST))
        indexes = _without_indexes(connection)
        connection.execute("BEGIN")
        for batch in batches(turns, phones):
            _fill(connection, batch, now - REST - SPAN + SPAN * batch["done"] // turns)
            progress(2 * batch["done"], messages)
        connection.execute("COMMIT")
        for sql in indexes:  # made at the end: sorting once is many times faster
            connection.execute(sql)
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
    progress(messages, messages)


def batches(turns: int, phones: int) -> Iterator[dict[str, int]]:
    """The phones come round again and again: `first` to `last` of a round, and how many turns were before."""
    done = 0
    while done < turns:
        at_round, first = divmod(done, phones)
        size = min(BATCH, turns - done, phones - first)
        yield {"round": at_round, "first": first, "last": first + size - 1, "done": done}
        done += size


def _fill(connection: sqlite3.Connection, batch: dict[str, int], at: int) -> None:
    values = {**batch, "texts": SEALED_TEXTS, "at": at}
    mo = connection.execute(_MO, values)
    connection.execute(_MT, {**values, "mo_id": (mo.lastrowid or 0) - (batch["last"] - batch["first"])})
    if batch["round"] == 0:
        connection.execute(_SESSIONS, values)


def _phones(keys: Keys, count: int) -> Iterator[tuple[int, bytes, bytes, bytes]]:
    for place in range(count):
        phone = phone_of(place * STRIDE % count)
        yield (
            place,
            keys.lookup(b"phone", phone),
            keys.seal(b"mo.sender", phone),
            keys.seal(b"mt.recipient", phone),
        )


def _said(keys: Keys, newest: int) -> Iterator[tuple[int, bytes, bytes, bytes, bytes, int]]:
    chance = random.Random(4)  # noqa: S311 - invented messages
    messages = [message for script in SCRIPTS for message in script.messages]
    for place in range(SEALED_TEXTS):
        seen_at = newest - 60 * place
        yield (
            place,
            keys.seal(b"mo.external_id", f"old-{place}"),
            keys.seal(b"mo.text", chance.choice(messages)),
            keys.seal(b"mt.text", chance.choice(ANSWERS)),
            sessions.sealed(keys, Session("", language="fr", noticed=True, seen_at=seen_at)),
            seen_at,
        )


def _without_indexes(connection: sqlite3.Connection) -> list[str]:
    """Take the indexes of the messages away; the statements that make them again."""
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master"
        " WHERE type = 'index' AND tbl_name IN ('mo', 'mt') AND sql IS NOT NULL"
    ).fetchall()
    for name, _sql in found:
        connection.execute(f"DROP INDEX {name}")
    return [sql for _name, sql in found]
