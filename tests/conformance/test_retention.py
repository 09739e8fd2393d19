"""What is past its time is forgotten in small batches; what is on hold stays, with its thread."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sms_gateway.retention import Broom
from storage.records import AuditEntry, TicketState
from storage.retention import DAY, HeldError, Periods
from tests.conformance.given import AMINA, BRAHIM, CHADIA, NOW, a_turn, an_mo, claim_one
from tests.conformance.test_person import CANARY, end, whole_story

LATER = NOW + 400 * DAY
PERIODS = Periods(tickets=365, messages=365, conversations=365)


def entry(action="hold.set", subject="123456789", at=NOW):
    return AuditEntry(at, "salma", action, subject)


def broom(store, periods=PERIODS, now=LATER):
    return Broom(store, periods, now=lambda: now, rest=0.0)


async def ended_story(store, phone=AMINA, reference="123456789"):
    await whole_story(store, phone, reference)
    await end(store, reference)


async def test_past_their_time_ticket_messages_and_conversation_are_forgotten(store):
    await ended_story(store)
    await ended_story(store, BRAHIM, "987654324")  # the newest message of all stays, so that ids never recur
    swept = await broom(store).sweep()
    assert swept == {"AMOUNT": 2, "messages": 2, "conversations": 2}
    ticket = await store.ticket("123456789")
    assert (ticket.phone, ticket.story, ticket.case_id, ticket.reason) == ("", "", None, None)
    assert (ticket.motive, ticket.state) == ("AMOUNT", TicketState.CLOSED)
    person = await store.person(AMINA)
    assert (person.messages, person.tickets, person.session.version) == ((), (), 0)
    assert await store.verify_audit() is None
    assert [row[1].action async for row in store.audit_rows()][-1] == "tickets.forgotten"
    assert not any((await broom(store).sweep()).values())


async def test_before_their_time_nothing_goes(store):
    await ended_story(store)
    assert not any((await broom(store, now=NOW + 364 * DAY).sweep()).values())
    assert (await store.ticket("123456789")).story == CANARY


async def test_each_motive_has_its_own_time_and_nothing_is_for_good_by_accident(store):
    await ended_story(store)
    keeps = Periods(tickets=30, by_motive={"AMOUNT": 0})
    assert not any((await broom(store, keeps).sweep()).values())
    goes = Periods(tickets=0, by_motive={"AMOUNT": 365})
    assert await broom(store, goes).sweep() == {"AMOUNT": 1}


async def test_an_open_ticket_keeps_its_messages_and_its_conversation(store):
    await whole_story(store)
    await ended_story(store, CHADIA, "987654324")
    await broom(store).sweep()
    person = await store.person(AMINA)
    assert len(person.messages) == 2
    assert person.tickets[0].story == CANARY
    assert person.session.version == 1


@pytest.mark.parametrize("case", [False, True])
async def test_what_is_on_hold_stays_with_its_thread_until_it_is_released(store, case):
    await ended_story(store)
    await ended_story(store, BRAHIM, "987654324")
    case_id = "C-7" if case else None
    await whole_story(store, CHADIA, "111222333")  # the newest, which stays anyhow
    await store.hold("a court asks", entry(), case_id)
    assert [hold.why for hold in await store.holds_of("123456789")] == ["a court asks"]
    before = await store.person(AMINA)
    await broom(store).sweep()
    assert await store.person(AMINA) == before
    erasure = await store.erase_person(AMINA, 0, entry("person.erased", at=LATER))
    assert (erasure.on_hold, erasure.done) == (("123456789",), False)
    assert await store.person(AMINA) == before
    held_too = (await store.person(BRAHIM)).messages
    assert bool(held_too) is case  # the case is Brahim's too
    await store.release(entry("hold.released"), case_id)
    assert await store.holds() == []
    await broom(store).sweep()
    assert (await store.ticket("123456789")).story == ""


async def test_a_hold_is_set_once_and_ended_once_and_audited(store):
    await whole_story(store)
    await store.hold("a court asks", entry())
    for again in (store.hold("again", entry()), store.hold("no such", entry(subject="111111111"))):
        with pytest.raises(HeldError):
            await again
    await store.release(entry("hold.released"))
    with pytest.raises(HeldError):
        await store.release(entry("hold.released"))
    actions = [row[1].action async for row in store.audit_rows()]
    assert [action for action in actions if action.startswith("hold")] == ["hold.set", "hold.released"]


async def test_a_stop_outlives_its_conversation(store):
    await store.accept_mo(an_mo())
    claimed = await claim_one(store)
    stopped = replace(claimed.session, opted_out=True, seen_at=NOW, verified={"C-7": NOW})
    await store.commit_turn(a_turn(claimed, session=stopped))
    await broom(store).sweep()
    session = await store.session(AMINA)
    assert (session.opted_out, session.verified, session.seen_at) == (True, {}, 0)
    assert not any((await broom(store).sweep()).values())


async def test_what_would_go_is_told_before(store):
    await ended_story(store)
    await ended_story(store, BRAHIM, "987654324")
    await store.hold("a court asks", entry())
    due = {one.what: one.rows for one in await store.due_rows(PERIODS, LATER)}
    assert due == {"AMOUNT": 1, "messages_in": 2, "messages_out": 2, "conversations": 2, "sign_ins": 0}
    assert (await store.ticket("987654324")).story == CANARY


async def test_a_message_that_waits_is_never_too_old(store):
    await store.accept_mo(an_mo(AMINA, CANARY))
    await store.accept_mo(an_mo(BRAHIM, "the newest"))
    await broom(store).sweep()
    assert [claimed.mo.text for claimed in await store.claim_mos(10, LATER)] == [CANARY, "the newest"]


async def test_many_go_in_many_batches(store):
    for number in range(7):
        await store.accept_mo(an_mo(f"+2126000000{number:02}", CANARY))
        await store.commit_turn(a_turn(await claim_one(store)))
    place, batches = 0, 0
    while isinstance(place, int):
        swept = await store.forget_messages("mo", place, LATER, 2)
        assert swept.forgotten <= 2
        place, batches = swept.place, batches + 1
    assert batches == 4
    assert (await store.person("+212600000000")).messages == ()
    assert len((await store.person("+212600000006")).messages) == 1
