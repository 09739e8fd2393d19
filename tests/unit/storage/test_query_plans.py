"""What a turn costs does not grow with the history: every query of the hot path goes through an index."""

import re
from collections import defaultdict

import pytest

from storage import sql
from storage.links import MtChoice
from storage.records import TicketQuery, TicketState
from storage.work import choices, queues

GROWING = {
    "parts",
    "mt_parts",
    "mo",
    "mt",
    "sessions",
    "tickets",
    "events",
    "attempts",
    "audit",
    "sign_ins",
    "ussd_ends",
    "notes",
    "ticket_words",
    "readers",
}
HOT = [
    "insert_mo",
    "find_mo",
    "wake_mos",
    "next_mos",
    "claim_mos",
    "take_mo",
    "keep_screen",
    "screen",
    "insert_ussd_end",
    "prune_ussd_ends",
    "finish_mo",
    "advance_line",
    "rest_mo",
    "park_mo",
    "insert_session",
    "update_session",
    "insert_mt",
    "take_mt",
    "wake_mts",
    "next_mts",
    "claim_mts",
    "fail_mt",
    "record_send",
    "note_smsc_id",
    "find_strays",
    "find_mt",
    "find_mt_by_smsc_id",
    "record_dlr",
    "find_part",
    "insert_part",
    "chain",
    "close_chain",
    "delete_chain",
    "save_mt_part",
    "find_mt_part",
    "deliver_mt_part",
    "count_delivered_parts",
    "due_wakeups",
    "delete_wakeup",
    "count_attempts",
    "clear_attempts",
    "prune_attempts",
    "insert_ticket",
    "change_ticket",
    "ticket",
    "events",
    "thread",
    "sign_in",
    "touch_sign_in",
    "close_sign_in",
    "close_sign_ins_of",
    "audit_rows",
    "mt_state",
    "save_link",
    "hand_over",
    "links",
    "mt_created",
    "recover_mos",
    "left_open",
    "notes",
    "insert_word",
    "count_word",
    "forget_words",
    "unworded",
    "words_added",
    "save_reader",
    "readers",
    "prune_readers",
    "last_news",
    "unsend_mt",
    "resend_mt",
    "thread_states",
    "thread_end",
    "ticket_marks",
]


async def plan(store, query):
    def explain(db):
        return [row[3] for row in db.execute("EXPLAIN QUERY PLAN " + query, defaultdict(int)).fetchall()]

    return await store._write(explain)


@pytest.mark.parametrize("name", HOT)
async def test_the_hot_path_scans_no_growing_table(store, name):
    for step in await plan(store, sql.load()[name]):
        scanned = re.match(r"SCAN (\w+)", step)
        assert scanned is None or scanned[1] not in GROWING, step
        assert "TEMP B-TREE" not in step or name == "thread", step


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("next_mos", "mo_line"),
        ("advance_line", "mo_open"),
        ("wake_mos", "mo_line"),
        ("next_mts", "mt_line"),
        ("wake_mts", "mt_due"),
        ("find_mt_by_smsc_id", "mt_smsc"),
        ("count_open_tickets", "tickets_region"),
        ("count_line_mts", "COVERING INDEX mt_line"),
        ("sent_mts", "mt_sent"),
        ("count_given_up_mts", "COVERING INDEX mt_given_up"),
        ("open_regions", "tickets_region"),
    ],
)
async def test_what_is_open_is_found_through_an_index_of_what_is_open(store, name, index):
    assert any(index in step for step in await plan(store, sql.load()[name]))


async def test_every_query_is_one_that_the_schema_understands(store):
    for query in sql.load().values():
        await plan(store, query.format(conditions="1"))


QUEUES = {
    "tickets_region": [
        TicketQuery(states=(TicketState.RECEIVED, TicketState.REVIEW), regions=("Souss",)),
        TicketQuery(regions=("Souss", "Oriental"), due_before=1, late=True),
    ],
    "tickets_open": [
        TicketQuery(states=(TicketState.RECEIVED, TicketState.REVIEW)),
        TicketQuery(due_before=1, motive="AMOUNT"),
        TicketQuery(due_from=1, due_before=2),
        TicketQuery(assignee="", states=(TicketState.RECEIVED,), late=True, language="ar"),
    ],
    "tickets_phone": [
        TicketQuery(phone="+212600000001"),
        TicketQuery(phone="+212600000001", states=(TicketState.REVIEW,), regions=("Souss",)),
    ],
    "tickets_case": [TicketQuery(case_id="C-1", regions=("Souss",))],
    "tickets_assignee": [TicketQuery(assignee="fatima", states=(TicketState.REVIEW,), regions=("Souss",))],
    "sqlite_autoindex_tickets_1": [TicketQuery(reference="123456789")],
    "tickets_due": [TicketQuery(regions=("Souss",))],
    "tickets_waiting": [TicketQuery(states=(TicketState.WAITING,))],
    "tickets_notified": [TicketQuery(states=(TicketState.NOTIFIED,))],
    "tickets_sensitive": [TicketQuery(states=(TicketState.RECEIVED, TicketState.REVIEW), sensitive=True)],
}


@pytest.mark.parametrize(
    ("index", "query"), [(index, query) for index, some in QUEUES.items() for query in some]
)
async def test_a_queue_walks_the_index_that_fits_it(store, index, query):
    conditions, _values = queues.conditions_of(store._db, query)
    steps = await plan(store, sql.load()["tickets"].format(conditions=conditions))
    assert any(f"INDEX {index} " in step + " " for step in steps), steps


@pytest.mark.parametrize("name", ["chosen_mts", "count_chosen_mts", "replay_mts", "cancel_mts"])
@pytest.mark.parametrize(("state", "index"), [("failed", "mt_given_up"), ("resting", "mt_line")])
async def test_what_an_operator_chooses_walks_only_what_it_may_hold(store, name, state, index):
    [(conditions, _values)] = choices.terms(MtChoice((state,), "kannel"))
    steps = await plan(store, sql.load()[name].format(conditions=conditions))
    assert any(f"INDEX {index} " in step for step in steps), steps
    [(conditions, _values)] = choices.terms(MtChoice((state,), ids=(1, 2)))
    steps = await plan(store, sql.load()[name].format(conditions=conditions))
    assert not any(step.startswith("SCAN") for step in steps), steps
