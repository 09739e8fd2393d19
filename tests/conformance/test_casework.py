"""Clocks that are kept with what they follow from, alerts raised once, tasks, merges, causes."""

import pytest

from storage.errors import TicketMovedError
from storage.records import AuditEntry, Outcome, Task, TicketChange, TicketEvent, TicketQuery, TicketState
from storage.records.casework import Alert, Reading
from tests.conformance.given import BRAHIM, NOW, a_ticket, file_tickets

ONE, TWO, THREE = "123456789", "987654321", "555555555"
ENTRY = AuditEntry(NOW, "salma", "test", ONE)


def moves(state, at, reference=ONE, **fields):
    return TicketChange(reference, TicketEvent(at, "salma", "moved"), state=state, **fields)


@pytest.fixture
async def filed(store):
    await file_tickets(store, a_ticket(ONE), a_ticket(TWO, phone=BRAHIM, motive="INFORMATION"))


async def one_clock(store, now=NOW + 1000):
    return next(clock for clock in await store.due_clocks(now, 10) if clock.reference == ONE)


async def read(store, **fields):
    ticket = await store.ticket(ONE)
    return Reading(await one_clock(store), ticket.version, "rules-1", **{"next_at": NOW + 500} | fields)


async def listed(store, name, key=""):
    found = await store.tickets(TicketQuery(listed=name, listed_key=key))
    return [ticket.reference for ticket in found]


async def test_a_wait_is_kept_with_the_change_that_begins_and_ends_it(store, filed, restart):
    await store.change_ticket([moves(TicketState.WAITING, NOW + 10)])
    assert await store.pauses(ONE) == [(NOW + 10, None)]
    await store.change_ticket([moves(TicketState.WAITING, NOW + 20)])  # asked again
    await store.change_ticket([moves(None, NOW + 30)])
    await store.change_ticket([moves(TicketState.REVIEW, NOW + 40)])
    store = await restart()
    assert await store.pauses(ONE) == [(NOW + 10, NOW + 40)]


async def test_asked_and_answered_within_a_second_loses_no_later_wait(store, filed):
    for state in (TicketState.WAITING, TicketState.REVIEW, TicketState.WAITING):
        await store.change_ticket([moves(state, NOW + 10)])
    assert await store.pauses(ONE) == [(NOW + 10, None)]


async def test_a_change_that_loses_its_race_pauses_nothing(store, filed):
    with pytest.raises(TicketMovedError):
        await store.change_ticket([moves(TicketState.WAITING, NOW, expected_version=7)])
    assert await store.pauses(ONE) == []


async def test_a_clock_set_is_at_rest_until_its_moment_or_until_something_happens(store, filed):
    assert await store.keep_reading(await read(store, due_at=NOW + 99))
    assert (await store.ticket(ONE)).due_at == NOW + 99
    assert (await store.ticket(ONE)).version == 1  # no officer's form is lost for it
    assert ONE not in [clock.reference for clock in await store.due_clocks(NOW + 499, 10)]
    assert (await one_clock(store, NOW + 500)).rules == "rules-1"
    await store.change_ticket([moves(TicketState.REVIEW, NOW + 20)])
    assert (await one_clock(store, NOW)).touched_at == NOW + 20


async def test_a_clock_read_before_the_ticket_moved_is_not_set(store, filed):
    late = await read(store, due_at=NOW + 99, alerts=(Alert(ONE, "breach", "officer", NOW, NOW),))
    await store.change_ticket([moves(TicketState.REVIEW, NOW + 20)])
    assert not await store.keep_reading(late)
    assert await store.alerts(ONE) == []
    assert (await store.ticket(ONE)).due_at == NOW + 1000


async def test_a_ticket_taken_up_again_begins_anew(store, filed):
    await store.change_ticket([moves(TicketState.REOPENED, NOW + 70)])
    assert (await one_clock(store)).started_at == NOW + 70


async def test_an_alert_is_raised_once_for_its_deadline_whatever_comes_in_between(store, filed, restart):
    alert = Alert(ONE, "breach", "supervisor", NOW, NOW + 5)
    for _again in range(3):
        assert await store.keep_reading(await read(store, next_at=0, alerts=(alert,)))
        store = await restart()
    assert await store.alerts(ONE) == [alert]
    raised = [row.action async for _, row, _, _ in store.audit_rows() if row.action == "alert.raised"]
    assert len(raised) == 1
    assert [event.kind for event in await store.events(ONE)] == ["filed", "escalated"]
    assert await listed(store, "alert") == [ONE]
    assert await store.see_alerts(ONE, "salma", ENTRY) == 1
    assert await listed(store, "alert") == []
    assert await store.see_alerts(ONE, "salma", ENTRY) == 0


async def test_other_rules_stir_the_clocks_that_run_and_the_audit_says_how_many(store, filed):
    await store.keep_reading(await read(store))
    assert await store.stir_clocks("rules-1", ENTRY) == 1  # the other one was never set
    assert await store.stir_clocks("rules-2", ENTRY) == 2
    await store.keep_reading(await read(store, next_at=None))
    assert await store.stir_clocks("rules-3", ENTRY) == 1  # what rests is left alone
    stirred = [row.details async for _, row, _, _ in store.audit_rows() if row.action == "test"]
    assert [details["clocks"] for details in stirred] == [1, 2, 1]


async def test_who_asks_for_a_call_stands_in_the_list_with_the_safe_hour(store, filed):
    assert await listed(store, "call") == [TWO]
    assert (await store.task(TWO, "call")).detail == "any"
    event = TicketEvent(NOW, "person", "call", "morning")
    await store.change_ticket([TicketChange(TWO, event, subject={"call": "morning"})])
    assert (await store.task(TWO, "call")).detail == "morning"
    await store.change_ticket([TicketChange(TWO, event, subject={"call": "never"})])
    assert await listed(store, "call") == []


async def test_a_task_is_kept_with_its_change_and_leaves_the_list_when_it_is_done(store, filed):
    await store.change_ticket([moves(None, NOW, task=Task("desk", NOW + 9, "RSU"))])
    assert await listed(store, "desk") == [ONE]
    await store.change_ticket([moves(None, NOW, task=Task("desk", NOW + 9, "RSU", done_at=NOW + 5))])
    assert await listed(store, "desk") == []


async def test_a_merged_ticket_is_listed_under_its_head_and_comes_back_as_it_was(store, filed):
    await store.change_ticket([moves(TicketState.CLOSED, NOW, head=TWO)])
    assert await listed(store, "merged", TWO) == [ONE]
    assert (await store.ticket(ONE)).head == TWO
    for reference, head in ((ONE, TWO), (TWO, ONE)):  # neither twice nor in a circle
        with pytest.raises(TicketMovedError):
            await store.change_ticket([moves(TicketState.CLOSED, NOW, reference, head=head)])
    await store.change_ticket([moves(TicketState.REVIEW, NOW, head="")])
    assert (await store.ticket(ONE)).head is None
    with pytest.raises(TicketMovedError):
        await store.change_ticket([moves(TicketState.REVIEW, NOW, head="")])


async def test_a_merged_ticket_that_is_taken_up_again_stands_alone(store, filed):
    await store.change_ticket([moves(TicketState.CLOSED, NOW, head=TWO)])
    await store.change_ticket([moves(TicketState.REOPENED, NOW + 5)])
    assert (await store.ticket(ONE)).head is None


async def test_what_was_answered_under_a_merged_ticket_goes_with_it_and_the_elder_clock_runs_on(store, filed):
    await file_tickets(store, a_ticket(THREE, phone=BRAHIM, created_at=NOW + 50))
    await store.change_ticket([moves(TicketState.CLOSED, NOW, head=TWO)])
    await store.change_ticket([moves(TicketState.CLOSED, NOW, TWO, head=THREE)])
    assert await listed(store, "merged", THREE) == [ONE, TWO]
    clocks = {clock.reference: clock.started_at for clock in await store.due_clocks(NOW + 1000, 10)}
    assert clocks[THREE] == NOW


async def test_who_withdraws_a_ticket_does_not_withdraw_what_another_phone_filed(store, filed):
    await store.change_ticket([moves(TicketState.CLOSED, NOW, TWO, head=ONE)])
    gone = TicketChange(ONE, TicketEvent(NOW, "person", "withdrawn"), TicketState.CLOSED, Outcome.WITHDRAWN)
    await store.change_ticket([gone])
    alone = await store.ticket(TWO)
    assert (alone.head, alone.state) == (None, TicketState.REVIEW)
    assert [event.kind for event in await store.events(TWO)][-1] == "separated"


async def test_a_ticket_is_of_one_cause_at_a_time_(store, filed):
    first, second = [await store.open_cause(f"La banque {name}", ENTRY) for name in ("Nord", "Sud")]
    joined = TicketEvent(NOW, "salma", "cause_joined")
    assert await store.join_cause(first, joined, ENTRY)
    assert await store.join_cause(second, joined, ENTRY)
    assert not await store.join_cause(second, joined, ENTRY)
    assert [event.kind for event in await store.events(ONE)] == ["filed", "cause_joined", "cause_joined"]
    assert await store.cause_of(ONE) == second
    assert await listed(store, "cause", str(first)) == []
    assert await listed(store, "cause", str(second)) == [ONE]
    assert [cause.title for cause in await store.causes()] == ["La banque Sud", "La banque Nord"]
    assert (await store.cause(first)).title == "La banque Nord"
    assert await store.cause(999) is None


async def test_a_sensitive_ticket_joins_no_cause_and_leaves_it_where_it_becomes_one(store, filed):
    cause = await store.open_cause("La banque", ENTRY)
    joined = TicketEvent(NOW, "salma", "cause_joined")
    await store.join_cause(cause, joined, ENTRY)
    await store.change_ticket([moves(TicketState.SORTED, NOW, motive="CONDUCT")])
    assert await store.cause_of(ONE) is None
    assert not await store.join_cause(cause, joined, ENTRY)


@pytest.mark.parametrize("name", ["call", "desk", "remedy", "alert", "merged", "cause"])
async def test_no_list_shows_a_sensitive_ticket_or_another_region(store, name):
    """A worklist is a queue with one condition more."""
    await file_tickets(store, a_ticket(ONE, motive="SENSITIVE"), a_ticket(TWO, phone=BRAHIM, region="MA-06"))
    query = TicketQuery(listed=name, listed_key="1", regions=("MA-05",))
    assert await store.tickets(query) == []
