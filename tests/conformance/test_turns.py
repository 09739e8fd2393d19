"""A turn is all or nothing."""

import asyncio

import pytest
from msgspec.structs import replace

from storage.errors import ReferenceTakenError, SessionMovedError, TicketMovedError
from storage.records import AuditEntry, Committed, NewWakeup, Session, TicketChange, TicketEvent, TicketQuery
from tests.conformance.given import (
    AMINA,
    BRAHIM,
    LINK,
    NOW,
    a_ticket,
    a_turn,
    an_mo,
    an_mt,
    claim_one,
    file_tickets,
)

SESSION = Session(
    phone=AMINA,
    language="ar",
    dialogue="recours",
    arguments={"motive": "AMOUNT", "months": ["2026-01"]},
    journal=(("case", "C-1"), ("motive", {"key": "AMOUNT", "list": [1, None, True]})),
    suspended={"dialogue": "status", "journal": []},
    verified={"C-1": NOW},
    misses=1,
    silent_until=5,
    opted_out=True,
    noticed=True,
    seen_at=NOW,
)


async def turn_of(store, sender=AMINA, **fields):
    await store.accept_mo(an_mo(sender))
    return a_turn(await claim_one(store), **fields)


async def test_a_session_comes_back_as_it_was_left_one_version_on(store):
    await store.commit_turn(await turn_of(store, session=SESSION))
    await store.accept_mo(an_mo())
    claimed = await claim_one(store)
    assert claimed.session == replace(SESSION, version=1)


async def test_each_phone_has_its_own_session(store):
    await store.commit_turn(await turn_of(store, session=SESSION))
    await store.accept_mo(an_mo(BRAHIM))
    assert (await claim_one(store)).session == Session(BRAHIM)


@pytest.mark.parametrize("version", [0, 1, 3])
async def test_a_turn_on_a_moved_session_keeps_nothing(store, version):
    for _ in range(2):
        turn = await turn_of(store)
        await store.commit_turn(turn)
    turn = await turn_of(store, messages=(an_mt(),), tickets=(a_ticket(),))
    with pytest.raises(SessionMovedError):
        await store.commit_turn(replace(turn, session=replace(turn.session, version=version)))
    assert await store.claim_mts(LINK, 10, NOW) == []
    assert await store.ticket("123456789") is None
    await store.commit_turn(turn)


async def test_a_turn_with_a_taken_reference_keeps_nothing_and_can_be_done_again(store):
    await file_tickets(store, a_ticket("123456789", phone=BRAHIM))
    turn = await turn_of(
        store,
        session=replace(SESSION),
        messages=(an_mt(),),
        tickets=(a_ticket("987654321"), a_ticket("123456789")),
        audit=(AuditEntry(NOW, "person", "ticket.filed", "123456789"),),
        wakeups=(NewWakeup("w", NOW, AMINA, LINK, "pause"),),
    )
    with pytest.raises(ReferenceTakenError):
        await store.commit_turn(turn)
    assert await store.claim_mts(LINK, 10, NOW) == []
    assert await store.ticket("987654321") is None
    assert [row async for row in store.audit_rows()] == []
    assert await store.fire_wakeups(NOW, 10) == 0
    await store.commit_turn(replace(turn, tickets=(a_ticket("987654321"),)))
    assert (await store.ticket("987654321")).phone == AMINA


async def test_a_refused_turn_spoils_no_other(store):
    await file_tickets(store, a_ticket("123456789"))
    phones = [f"+21260000{number:04}" for number in range(20)]
    for phone in phones:
        await store.accept_mo(an_mo(phone))
    claimed = await store.claim_mos(20, NOW)
    turns = [
        a_turn(one, tickets=(a_ticket("123456789" if number % 2 else f"{number:09}", phone=one.mo.sender),))
        for number, one in enumerate(claimed)
    ]
    answers = await asyncio.gather(*map(store.commit_turn, turns), return_exceptions=True)
    assert [type(answer) for answer in answers] == [Committed, ReferenceTakenError] * 10
    assert await store.count_tickets(TicketQuery()) == 11


async def test_a_turn_that_changes_an_unknown_ticket_keeps_nothing(store):
    change = TicketChange("000000000", TicketEvent(NOW, "person", "added", "..."))
    turn = await turn_of(store, changes=(change,), messages=(an_mt(),))
    with pytest.raises(TicketMovedError):
        await store.commit_turn(turn)
    assert await store.claim_mts(LINK, 10, NOW) == []


async def test_a_turn_changes_its_ticket(store):
    await file_tickets(store, a_ticket())
    change = TicketChange("123456789", TicketEvent(NOW + 5, "person", "added", "Encore un mot."))
    await store.commit_turn(await turn_of(store, changes=(change,)))
    ticket = await store.ticket("123456789")
    assert (ticket.version, ticket.updated_at) == (2, NOW + 5)
    assert [event.kind for event in await store.events("123456789")] == ["filed", "added"]


async def test_two_turns_of_one_session_at_once_are_one_and_a_refusal(store):
    turn = await turn_of(store)
    answers = await asyncio.gather(store.commit_turn(turn), store.commit_turn(turn), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["Committed", "SessionMovedError"]
