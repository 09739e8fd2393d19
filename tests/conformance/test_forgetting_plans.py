"""What forgets, and what seals anew, goes through an index on both engines: no statement walks a whole table.

PostgreSQL is kept from its sequential scans, which it prefers while tables are small: one that is left has no
other way. An index that is read from end to end is a scan too, but for a `LIMIT` that ends it.
"""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from storage import sql
from storage.postgres import dialect
from storage.sealed import SEALED
from storage.sqlite import SqliteStore
from storage.work import person, rotating

#: They hold as many rows as there are holds, officers, or keys; or a few for each who is signed in.
SMALL = {"holds", "second_steps", "associations", "causes", "key_rotation", "key_checks", "officers"}
#: Indexes of the few messages that are under way: read from end to end they are short.
OF_WHAT_IS_OPEN = {"mo_open", "mo_line", "mt_line", "mt_due"}
OF_A_TICKET = ("forget_ticket", "forget_notes", "forget_rating", "leave_cause", "forget_instruction")
FORGETTING = [
    "ended_motives",
    "due_tickets",
    "count_due_tickets",
    "mark_forgotten",
    "old_mos",
    "old_mts",
    "delete_mos",
    "delete_mts",
    "delete_old_mt_parts",
    "sessions_behind",
    "delete_old_session",
    "reduce_session",
    "held_of_phone",
    "holds_of",
    "prune_attempts",
    "prune_stray_dlrs",
    "prune_sign_ins",
    "prune_ussd_ends",
    "prune_readers",
    "open_messages_of",
    "tickets_of",
    "wakeups_of",
    "ussd_ends_of",
    "forget_own_notes",
    "forget_words",
    *OF_A_TICKET,
    *person._FORGET,
]
VALUES = {
    "motive": "AMOUNT",
    "reference": "123456789",
    "phone_key": b"k" * 16,
    "limit": 100,
    "upto": 100,
    "before": 1,
    "now": 1,
    "at": 1,
    "seen_at": 1,
}


async def scans(store, name, query, values):
    """The large tables that a query walks through, on this engine."""
    if type(store) is SqliteStore:
        return await store._write(_scans_of_sqlite, query, values)
    return await store._write(_scans_of_postgres, _QUERIES.get(name, dialect.query_of(query)), values)


_QUERIES = dialect.load()


def _scans_of_sqlite(db, query, values):
    steps = [row[3] for row in db.execute("EXPLAIN QUERY PLAN " + query, defaultdict(int, values)).fetchall()]
    names = [found[1] for step in steps if (found := re.match(r"SCAN (\w+)", step))]
    return [name for name in names if name in _tables(db) and name not in SMALL]


def _tables(db):
    return {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _scans_of_postgres(db, query, values):
    db.server.execute("SET LOCAL enable_seqscan = off")
    plan = db.server.execute("EXPLAIN (FORMAT JSON) " + query, defaultdict(lambda: b"", values)).fetchone()[0]
    return [name for name in _walked(plan[0]["Plan"], limited=False) if name not in SMALL]


def _walked(node, *, limited):
    limited = limited or node["Node Type"] == "Limit"
    bounded = "Index Cond" in node or limited or node.get("Index Name") in OF_WHAT_IS_OPEN
    if node["Node Type"] == "Seq Scan" or (node["Node Type"].startswith("Index") and not bounded):
        yield node["Relation Name"]
    for child in node.get("Plans", ()):
        yield from _walked(child, limited=limited)


@pytest.mark.parametrize("name", FORGETTING)
async def test_forgetting_walks_through_no_table(store, name):
    values = {**VALUES, "after": b"k" if name == "sessions_behind" else 1}
    assert await scans(store, name, sql.load()[name], values) == [], name


@pytest.mark.parametrize("table", SEALED, ids=lambda one: one.table)
async def test_sealing_anew_goes_on_behind_its_place_without_a_walk(store, table):
    """Each batch begins behind the last one's end, however far that is."""
    query = rotating.page_query(table, begun=True)
    kinds = {
        "token_hash": b"",
        "chain_key": b"",
        "wakeup_key": b"",
        "phone_key": b"",
        "login": "",
        "name": "",
    }
    after = {
        f"after{at}": kinds.get(column, "" if column == "reference" else 1)
        for at, column in enumerate(table.key)
    }
    name = f"behind the place in {table.table}"
    assert await scans(store, name, query, {**after, "limit": 200}) == []


async def test_a_walk_is_seen(store):
    """A query that has no index to go by is found out, on either engine."""
    query = "DELETE FROM mo WHERE received_at < :before"
    assert await scans(store, "a walk", query, {"before": 1}) == ["mo"]
