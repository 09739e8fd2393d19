"""Tickets as officers see and change them."""

import pytest
from msgspec.structs import replace

from storage.errors import TicketMovedError
from storage.records import (
    AuditEntry,
    Outcome,
    TicketChange,
    TicketEvent,
    TicketQuery,
    TicketState,
)
from tests.conformance.given import AMINA, BRAHIM, LINK, NOW, a_ticket, an_mt, file_tickets

FULL = a_ticket(
    "111111111",
    case_id="C-77",
    region="Oriental",
    subject={"month": "2026-01", "minor": 50000, "reasons": ["rank"]},
    late=True,
)
READ = TicketEvent(NOW + 5, "fatima", "read", "Une note à moi.")


async def references(store, **fields):
    return [ticket.reference for ticket in await store.tickets(TicketQuery(**fields))]


async def test_a_ticket_is_kept_as_it_was_filed(store):
    await file_tickets(store, FULL)
    ticket = await store.ticket("111111111")
    for name in FULL.__slots__:
        assert getattr(ticket, name) == getattr(FULL, name)
    assert (ticket.state, ticket.outcome, ticket.version) == (TicketState.RECEIVED, None, 1)
    assert ticket.updated_at == NOW
    assert [(one.actor, one.kind) for one in await store.events("111111111")] == [("person", "filed")]
    assert await store.ticket("000000000") is None


async def test_a_change_sets_what_it_names_and_adds_to_the_history(store):
    await file_tickets(store, FULL)
    change = TicketChange(
        "111111111",
        READ,
        state=TicketState.NOTIFIED,
        outcome=Outcome.UPHELD,
        reason="Vos trois enfants comptent.",
        assignee="fatima",
        expected_version=1,
    )
    before = await store.ticket("111111111")
    await store.change_ticket([change])
    after = await store.ticket("111111111")
    assert after == replace(
        before,
        state=TicketState.NOTIFIED,
        outcome=Outcome.UPHELD,
        reason="Vos trois enfants comptent.",
        assignee="fatima",
        updated_at=NOW + 5,
        version=2,
    )
    assert (await store.events("111111111"))[-1] == READ
    await store.change_ticket([TicketChange("111111111", replace(READ, at=NOW + 6))])
    assert await store.ticket("111111111") == replace(after, updated_at=NOW + 6, version=3)


async def test_a_change_may_give_a_ticket_another_subject_and_another_day(store):
    await file_tickets(store, FULL)
    subject = {"month": "2026-01", "call": "morning"}
    await store.change_ticket([TicketChange("111111111", READ, subject=subject, due_at=NOW + 99)])
    ticket = await store.ticket("111111111")
    assert (ticket.subject, ticket.due_at) == (subject, NOW + 99)
    await store.change_ticket([TicketChange("111111111", READ)])
    ticket = await store.ticket("111111111")
    assert (ticket.subject, ticket.due_at) == (subject, NOW + 99)


async def test_a_ticket_is_taken_from_its_officer_by_an_empty_name(store):
    await file_tickets(store, a_ticket())
    await store.change_ticket([TicketChange("123456789", READ, assignee="fatima")])
    await store.change_ticket([TicketChange("123456789", READ, assignee="")])
    assert (await store.ticket("123456789")).assignee is None


async def test_an_act_on_a_ticket_that_moved_keeps_nothing(store):
    await file_tickets(store, a_ticket("111111111"), a_ticket("222222222"))
    moved = [TicketChange("111111111", READ), TicketChange("222222222", READ, expected_version=7)]
    audit = [AuditEntry(NOW, "fatima", "ticket.decided", "222222222")]
    with pytest.raises(TicketMovedError):
        await store.change_ticket(moved, [an_mt()], audit)
    assert (await store.ticket("111111111")).version == 1
    assert await store.claim_mts(LINK, 10, NOW) == []
    assert [row async for row in store.audit_rows()] == []


async def test_an_act_tells_the_phone_and_the_audit_with_it(store):
    await file_tickets(store, a_ticket())
    audit = [AuditEntry(NOW, "fatima", "ticket.decided", "123456789")]
    await store.change_ticket([TicketChange("123456789", READ)], [an_mt(ticket="123456789")], audit)
    [claimed] = await store.claim_mts(LINK, 10, NOW)
    assert claimed.mt.ticket == "123456789"
    assert [entry async for _n, entry, _p, _h in store.audit_rows()] == audit


async def test_those_due_first_are_on_top(store):
    await file_tickets(
        store, *(a_ticket(ref, due_at=due) for ref, due in (("3" * 9, 9), ("1" * 9, 5), ("2" * 9, 5)))
    )
    assert await references(store) == ["1" * 9, "2" * 9, "3" * 9]
    assert await references(store, limit=1, offset=1) == ["2" * 9]
    assert await store.count_tickets(TicketQuery(limit=1, offset=1)) == 3


async def test_a_queue_shows_what_was_asked_for(store):
    await file_tickets(
        store,
        FULL,
        a_ticket("222222222", phone=BRAHIM, motive="PAYMENT", due_at=NOW + 10),
        a_ticket("333333333", region="Souss", due_at=NOW + 2000),
    )
    done = TicketChange("333333333", READ, state=TicketState.CLOSED, assignee="fatima")
    await store.change_ticket([done])
    assert await references(store, motive="PAYMENT") == ["222222222"]
    assert await references(store, assignee="fatima") == ["333333333"]
    assert await references(store, phone=BRAHIM) == ["222222222"]
    assert await references(store, phone=AMINA) == ["111111111", "333333333"]
    assert await references(store, case_id="C-77") == ["111111111"]
    assert await references(store, reference="111111111") == ["111111111"]
    assert await references(store, states=(TicketState.CLOSED, TicketState.REVIEW)) == ["333333333"]
    assert await references(store, states=()) == []
    assert await references(store, due_before=NOW + 1001) == ["222222222", "111111111"]
    assert await references(store, due_before=NOW + 9999, phone=AMINA) == ["111111111"]


async def test_a_queue_is_narrowed_by_what_triage_asks(store):
    await file_tickets(
        store,
        replace(FULL, due_at=NOW + 10),
        a_ticket("222222222", phone=BRAHIM, motive="SENSITIVE", due_at=NOW + 20),
        a_ticket("333333333", language="ary_Latn", region="Souss", due_at=NOW + 30),
    )
    await store.change_ticket([TicketChange("333333333", READ, assignee="fatima")])
    assert await references(store, assignee="") == ["111111111"]
    assert await references(store, language="ary_Latn") == ["333333333"]
    assert await references(store, late=True) == ["111111111"]
    assert await references(store, late=False) == ["333333333"]
    assert await references(store, due_from=NOW + 10, due_before=NOW + 30) == ["111111111"]
    assert await references(store, sensitive=None) == ["111111111", "222222222", "333333333"]
    assert await store.count_tickets(TicketQuery(sensitive=None)) == 3
    assert await store.count_tickets(TicketQuery(sensitive=None), most=2) == 2
    assert await store.count_each([TicketQuery(sensitive=None), TicketQuery(reference="none")], 2) == [2, 0]
    assert await store.open_regions() == ["Oriental", "Souss"]
    await store.change_ticket([TicketChange("333333333", READ, state=TicketState.CLOSED)])
    assert await store.open_regions() == ["Oriental"]


async def test_an_officer_of_some_regions_sees_no_other(store):
    await file_tickets(
        store, a_ticket("1" * 9, region="Oriental"), a_ticket("2" * 9, region="Souss"), a_ticket("3" * 9)
    )
    assert await references(store, regions=("Oriental", "Souss")) == ["1" * 9, "2" * 9]
    assert await references(store, regions=("Oriental",)) == ["1" * 9]
    assert await references(store, regions=()) == []
    assert len(await references(store)) == 3


async def test_sensitive_tickets_are_shown_only_where_asked_for(store):
    motives = {"1" * 9: "AMOUNT", "2" * 9: "SENSITIVE", "3" * 9: "CONDUCT"}
    await file_tickets(store, *(a_ticket(ref, motive=motive) for ref, motive in motives.items()))
    assert await references(store) == ["1" * 9]
    assert await references(store, motive="SENSITIVE") == []
    assert await references(store, reference="2" * 9) == []
    assert await references(store, sensitive=True) == ["2" * 9, "3" * 9]
    assert await store.count_tickets(TicketQuery()) == 1


async def test_open_tickets_are_counted(store):
    await file_tickets(store, a_ticket("1" * 9), a_ticket("2" * 9))
    await store.change_ticket([TicketChange("1" * 9, READ, state=TicketState.CLOSED)])
    assert (await store.counts())["tickets:open"] == 1
