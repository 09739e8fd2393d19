"""After an erasure every sealed field of the file is opened: none holds the person's words or number."""

from __future__ import annotations

import sqlite3

from tests.conformance.given import AMINA, BRAHIM, NOW
from tests.conformance.test_person import CANARY, HOLD, end, entry, whole_story


async def test_every_sealed_field_is_opened_and_none_holds_the_words(store, keys, path):
    await whole_story(store)
    await whole_story(store, BRAHIM, "987654324")
    await end(store)
    await store.erase_person(AMINA, HOLD, entry(NOW + HOLD))
    opened = opened_fields(path, keys)
    assert (
        len([text for text in opened if CANARY in text]) == 6
    )  # his two messages, story, subject, rating, wakeup
    assert not [text for text in opened if AMINA in text]
    assert any(BRAHIM in text for text in opened)


def opened_fields(path, keys):
    """Every value of every table that is sealed, opened."""
    texts = []
    connection = sqlite3.connect(path)
    try:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table in {"audit", "audit_head", "key_checks"}:  # hashes, and nothing sealed
                continue
            cursor = connection.execute(f"SELECT * FROM {table}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if isinstance(value, bytes) and len(value) > 28:
                        texts.append(keys.unseal(f"{table}.{column}".encode(), value))
    finally:
        connection.close()
    return texts
