"""The clocks of a running service: days due, alerts to officer and supervisor, never at night, each once."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.alarms import Alarms, Standing
from programmes.clocks import DAY
from programmes.pack import load_programme
from sms_gateway.clockwork import Clockwork, mark_of
from sms_gateway.quiet import Hours, Quiet
from storage.records import Outcome, Task, TicketChange, TicketEvent, TicketState
from tests.conformance.given import a_ticket, file_tickets
from tests.stores import opened_store

PACK = load_programme("ma_asd")
ZONE = ZoneInfo("Africa/Casablanca")
ONE = "123456789"


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


MONDAY = at("2025-11-24 10:00")


class Office:
    """A clockwork over a store, and the time of day."""

    def __init__(self, store, pack=PACK):
        self.store, self.time = store, MONDAY
        self.clockwork = Clockwork(
            store, pack, Quiet("Africa/Casablanca", Hours.of("21:00-08:00")), now=lambda: self.time
        )

    async def at(self, text):
        """Look at that moment; the alerts there are."""
        self.time = at(text)
        await self.clockwork.look()
        return {(alert.kind, alert.level) for alert in await self.store.alerts(ONE)}

    async def moves(self, state, text=None, **fields):
        moment = at(text) if text else self.time
        event = TicketEvent(moment, "salma", "moved")
        await self.store.change_ticket([TicketChange(ONE, event, state=state, **fields)])

    async def due(self):
        ticket = await self.store.ticket(ONE)
        return f"{datetime.fromtimestamp(ticket.due_at, ZONE):%Y-%m-%d %H:%M}"


@pytest.fixture
async def store(tmp_path):
    async with opened_store(tmp_path) as store:
        yield store


@pytest.fixture
def office(store):
    return Office(store)


async def file(store, motive="PAYMENT", filed=MONDAY, **fields):
    due = PACK.due_at(motive, filed)
    await file_tickets(store, a_ticket(ONE, motive=motive, created_at=filed, due_at=due, **fields))


async def test_a_payment_is_told_of_by_its_officer_then_its_supervisor_and_each_once(office, store):
    await file(store)
    assert await office.at("2025-11-25 09:59") == set()
    assert await office.at("2025-11-25 10:01") == {("unsorted", "officer")}
    await office.moves(TicketState.REVIEW)
    risky = {("unsorted", "officer"), ("at_risk", "officer")}
    assert await office.at("2025-11-28 10:01") == risky
    late = risky | {("breach", "officer")}
    assert await office.at("2025-12-01 10:01") == late
    assert await office.at("2025-12-01 10:02") == late
    assert ("breach", "supervisor") in await office.at("2025-12-02 10:01")
    raised = [entry async for _, entry, _, _ in store.audit_rows() if entry.action == "alert.raised"]
    assert len(raised) == len(await store.alerts(ONE))


async def test_a_wait_for_the_person_stops_the_clock_and_only_the_person_starts_it(office, store):
    await file(store)
    await office.at("2025-11-25 09:00")
    await office.moves(TicketState.WAITING)
    await office.moves(None, "2025-11-26 09:00")  # an officer writes again
    assert await office.at("2025-12-04 11:00") == set()  # the fifth day has long passed
    await office.moves(TicketState.REVIEW, "2025-12-04 10:00")
    await office.at("2025-12-04 11:01")
    assert await office.due() == "2025-12-10 11:00"  # one hour of the second day and seven days were waited


async def test_the_laws_ceiling_is_near_though_the_ticket_waits(office, store):
    await file(store, "AMOUNT")
    await office.at("2025-11-25 09:00")
    await office.moves(TicketState.WAITING)
    told = await office.at("2026-01-22 09:00")
    assert told == {("ceiling_near", "supervisor"), ("unanswered", "officer")}
    await office.moves(TicketState.REVIEW)
    await office.at("2026-01-22 09:05")
    assert await office.due() == "2026-01-23 10:00"  # no wait moves what the law says


async def test_nothing_is_raised_at_night(office, store):
    filed = at("2025-11-24 23:30")
    await file(store, "SENSITIVE", filed)
    assert await office.at("2025-11-25 04:00") == set()  # four hours have passed
    assert await office.at("2025-11-25 08:00") == {("unsorted", "officer")}


async def test_a_restricted_matter_that_nobody_sorts_is_called_to_mind_every_day(office, store):
    await file(store, "SENSITIVE")
    assert await office.at("2025-11-24 14:00") == {("unsorted", "officer")}
    await office.at("2025-11-25 14:00")
    await office.at("2025-11-26 14:00")
    assert [alert.kind for alert in await store.alerts(ONE) if alert.level == "supervisor"].count(
        "unsorted"
    ) == 2
    await office.moves(TicketState.SORTED)
    await office.at("2025-11-26 20:00")
    before = len(await store.alerts(ONE))
    await office.at("2025-11-26 20:01")
    assert len(await store.alerts(ONE)) == before


async def test_a_forgotten_ticket_escalates_by_itself(office, store):
    await file(store, "AMOUNT")
    await office.at("2025-11-24 11:00")
    await office.moves(TicketState.ASSIGNED, assignee="salma")
    assert await office.at("2025-12-01 11:01") == {("forgotten", "officer")}
    assert ("forgotten", "supervisor") in await office.at("2025-12-02 11:01")
    assert (await store.events(ONE))[-1].kind == "escalated"
    await office.moves(TicketState.REVIEW)
    await office.at("2025-12-02 11:10")
    assert (await store.due_clocks(at("2025-12-03 00:00"), 10)) == []


async def test_another_desk_that_is_late_is_told_of(office, store):
    await file(store, "DATA")
    await office.at("2025-11-25 09:00")
    task = Task("desk", at("2025-12-05 09:00"), "RSU")
    await office.moves(TicketState.NOTIFIED, outcome=Outcome.REDIRECTED, task=task)
    assert ("desk", "officer") not in await office.at("2025-12-05 08:59")
    assert ("desk", "officer") in await office.at("2025-12-05 09:01")


async def test_what_is_decided_raises_nothing_more(office, store):
    await file(store)
    await office.at("2025-11-24 11:00")
    await office.moves(TicketState.NOTIFIED, outcome=Outcome.UPHELD)
    assert await office.at("2026-03-01 11:00") == set()


async def test_new_rules_move_the_days_due_and_both_history_and_audit_say_so(office, store):
    await file(store)
    await office.moves(TicketState.REVIEW)
    await office.at("2025-11-24 11:00")
    feast = replace(PACK.calendar, dated=frozenset({date(2025, 11, 27)}))
    other = Office(store, replace(PACK, calendar=feast))
    assert await other.clockwork.stir("salma") == 1
    await other.at("2025-11-24 11:10")
    assert await office.due() == "2025-12-02 10:00"
    assert (await store.events(ONE))[-1].kind == "due_moved"
    actions = [entry.action async for _, entry, _, _ in store.audit_rows()]
    assert actions.count("clocks.stirred") == 1
    assert actions.count("ticket.due_moved") == 1
    assert await other.clockwork.stir("salma") == 0  # nothing is left to do


def test_the_mark_is_another_for_other_rules_and_the_same_for_the_same():
    assert mark_of(PACK) == mark_of(replace(PACK))
    assert mark_of(PACK) != mark_of(replace(PACK, answer_days=31))
    assert mark_of(PACK) != mark_of(replace(PACK, clocks=replace(PACK.clocks, sort_days=2)))


states = st.sampled_from([str(state) for state in TicketState])


@given(
    st.sampled_from(["AMOUNT", "PAYMENT", "SENSITIVE"]),
    states,
    st.integers(0, 90 * DAY),
    st.lists(st.integers(0, 80 * DAY), max_size=8),
)
def test_no_alarm_comes_before_the_ticket_and_what_waits_breaches_nothing(motive, state, age, cuts):
    times = sorted({MONDAY + cut for cut in cuts})
    pauses = tuple(zip(times[::2], times[1::2], strict=False))
    waiting = times[-1] if state == "waiting" and times else None
    standing = Standing(
        motive, state, motive == "SENSITIVE", MONDAY, MONDAY, MONDAY + age, pauses, waiting_since=waiting
    )
    alarms = Alarms(PACK).of(standing)
    assert all(alarm.at >= MONDAY for alarm in alarms)
    if waiting is not None:
        assert {alarm.kind for alarm in alarms} <= {"ceiling_near", "ceiling", "unanswered"}
