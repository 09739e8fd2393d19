"""Millions of old messages in a store, in minutes: its own schema, rows that open with its keys.

A turn is one message in and its answer out, both long done, of a phone that has a session since. What costs
at that number is left out where nobody can tell: a phone's number is sealed once and not once a message, and
each text comes sealed out of a few thousand. Ids, hashes, states and times are each row's own.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from programmes.synthetic import phone_of
from sms_gateway.bench.scripts import SCRIPTS
from storage.fields import LOOKUP_BYTES, NONCE_BYTES, Keys
from storage.records import Session
from storage.sqlite import sessions

Progress = Callable[[int, int], None]
LINK, NUMBER = "kannel", "555"
BATCH = 20_000
DAY = 24 * 3600
#: The newest of them is so old, the oldest half a year older.
REST, SPAN = 2 * DAY, 180 * DAY
SEALED_TEXTS = 4_096
#: Kept in memory while rows come in: the one index that has to stay, of hashes in no order.
CACHE_KIB = 2 << 20
#: A prime, so that a round of the phones meets each once. Sealed are key id, nonce, number and tag.
STRIDE = 1_000_003
SEALED_PHONE = 1 + NONCE_BYTES + len(phone_of(0)) + 16
PHONE_BYTES = LOOKUP_BYTES + 2 * SEALED_PHONE
ANSWERS = (
    "ASD: votre demande est ACCEPTEE depuis le 28 septembre. Prochain paiement: 500 DH le 30 novembre.",
    "ASD: le montant de novembre est 500 DH (octobre: 650 DH). Un enfant a eu 21 ans. 1 Contester",
    "الدعم: طلبكم مقبول منذ 28 شتنبر. الأداء المقبل: 500 درهم يوم 30 نونبر. 1 المبلغ 0 القائمة",
)
_MO = (
    "INSERT INTO mo (link, external_key, external_id, phone_key, sender, recipient, text, kind, received_at,"
    " state, attempt, done_at, language, intent, confidence, tier)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, 'sms', ?, 'done', 1, ?, 'fr', 'ask_status', 1.0, 'keywords')"
)
_MT = (
    "INSERT INTO mt (link, phone_key, recipient, sender, text, language, parts, priority, not_before,"
    " expires_at, mo_id, created_at, state, attempt, sent_at, dlr_at, dlr_status)"
    " VALUES (?, ?, ?, ?, ?, 'fr', 1, 1, 0, 0, ?, ?, 'delivered', 1, ?, ?, '1')"
)
_SESSION = "INSERT INTO sessions (phone_key, state, seen_at, version) VALUES (?, ?, ?, 1)"


def write_history(path: Path, keys: Keys, messages: int, phones: int, now: int, progress: Progress) -> None:
    """Fill an empty, migrated store with `messages`, half in, half out, of the first `phones` phones."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{CACHE_KIB}"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        indexes = _without_indexes(connection)
        connection.execute("BEGIN")
        turns = messages // 2
        _fill(connection, Past(keys, phones, now - REST, turns), turns, progress)
        connection.execute("COMMIT")
        for sql in indexes:  # made at the end: sorting once is many times faster
            connection.execute(sql)
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
    progress(messages, messages)


def _without_indexes(connection: sqlite3.Connection) -> list[str]:
    """Take the indexes of the messages away; the statements that make them again."""
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master"
        " WHERE type = 'index' AND tbl_name IN ('mo', 'mt') AND sql IS NOT NULL"
    ).fetchall()
    for name, _sql in found:
        connection.execute(f"DROP INDEX {name}")
    return [sql for _name, sql in found]


def _fill(connection: sqlite3.Connection, past: Past, turns: int, progress: Progress) -> None:
    [[first]] = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM mo").fetchall()
    numbers = iter(range(turns))
    while batch := list(islice(numbers, BATCH)):
        connection.executemany(_MO, (past.mo(number) for number in batch))
        connection.executemany(_MT, (past.mt(number, first + number) for number in batch))
        progress(2 * batch[-1], 2 * turns)
    connection.executemany(_SESSION, past.sessions(turns))


class Past:
    """What the rows of each old turn hold: the phones come round again and again, in no order of theirs."""

    def __init__(self, keys: Keys, phones: int, newest: int, turns: int) -> None:
        self._keys = keys
        self._phones = phones
        self._oldest, self._pace = newest - SPAN, SPAN / turns
        self._known = bytearray()
        chance = random.Random(4)  # noqa: S311 - invented messages
        said = [message for script in SCRIPTS for message in script.messages]
        self._asked = [keys.seal(b"mo.text", chance.choice(said)) for _one in range(SEALED_TEXTS)]
        self._told = [keys.seal(b"mt.text", chance.choice(ANSWERS)) for _one in range(SEALED_TEXTS)]

    def mo(self, turn: int) -> tuple[Any, ...]:
        """The message in of a turn."""
        external_id, at = f"old-{turn}", self._at(turn)
        phone_key, sender, _recipient = self._phone(turn)
        ids = self._keys.lookup(b"external_id", external_id), self._keys.seal(b"mo.external_id", external_id)
        return (LINK, *ids, phone_key, sender, NUMBER, self._asked[turn % SEALED_TEXTS], at, at)

    def mt(self, turn: int, mo_id: int) -> tuple[Any, ...]:
        """Its answer."""
        at = self._at(turn)
        phone_key, _sender, recipient = self._phone(turn)
        text = self._told[turn % SEALED_TEXTS]
        return (LINK, phone_key, recipient, NUMBER, text, mo_id, at, at, at)

    def sessions(self, turns: int) -> Iterator[tuple[Any, ...]]:
        """One of each phone that wrote."""
        for place in range(min(turns, self._phones)):
            seen_at = self._at(turns - 1 - (turns - 1 - place) % self._phones)
            state = sessions.sealed(self._keys, Session("", language="fr", noticed=True, seen_at=seen_at))
            yield self._phone(place)[0], state, seen_at

    def _at(self, turn: int) -> int:
        return int(self._oldest + turn * self._pace)

    def _phone(self, turn: int) -> tuple[bytes, bytes, bytes]:
        """Hash and both sealed forms of a turn's phone, made when it first comes round."""
        start = turn % self._phones * PHONE_BYTES
        if start == len(self._known):
            phone = phone_of(turn * STRIDE % self._phones)
            self._known += self._keys.lookup(b"phone", phone)
            self._known += self._keys.seal(b"mo.sender", phone) + self._keys.seal(b"mt.recipient", phone)
        one = bytes(self._known[start : start + PHONE_BYTES])
        half = LOOKUP_BYTES + SEALED_PHONE
        return one[:LOOKUP_BYTES], one[LOOKUP_BYTES:half], one[half:]
