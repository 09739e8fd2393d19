"""A question taken back before it goes, and officers who do not learn that a ticket exists."""

import pytest
from msgspec.structs import replace

from storage.errors import TicketMovedError
from storage.records import (
    AuditEntry,
    NewWakeup,
    Officer,
    TicketChange,
    TicketEvent,
    TicketQuery,
    TicketState,
)
from tests.conformance.given import AMINA, BRAHIM, LINK, NOW, a_ticket, file_tickets

ONE, TWO = "123456789", "987654321"
KEYS = ("question:1", "reminder:1")
ASKED, BACK = TicketEvent(NOW, "salma", "asked", "Quelle école?"), TicketEvent(NOW + 9, "salma", "unasked")
ENTRY = AuditEntry(NOW + 9, "salma", "ticket.unasked", ONE)


@pytest.fixture
async def asked(store):
    await file_tickets(store, a_ticket(ONE))
    await store.change_ticket(
        [TicketChange(ONE, TicketEvent(NOW, "salma", "assigned"), TicketState.ASSIGNED)]
    )
    await ask(store)


async def ask(store):
    wakeups = [NewWakeup(KEYS[0], NOW + 15, AMINA, LINK, "question")]
    wakeups.append(NewWakeup(KEYS[1], NOW + 5000, AMINA, LINK, "reminder"))
    await store.change_ticket([TicketChange(ONE, ASKED, TicketState.WAITING)], wakeups=wakeups)


async def test_a_question_taken_back_was_never_asked_and_the_clock_never_stood(store, asked, restart):
    assert await store.unask(KEYS, NOW, BACK, ENTRY)
    store = await restart()
    assert (await store.ticket(ONE)).state is TicketState.ASSIGNED
    assert await store.pauses(ONE) == []
    assert await store.fire_wakeups(NOW + 9000, 10) == 0
    assert [event.kind for event in await store.events(ONE)] == ["filed", "assigned", "asked", "unasked"]
    assert [row.action async for _, row, _, _ in store.audit_rows()][-1] == "ticket.unasked"


async def test_a_question_that_went_is_not_taken_back(store, asked):
    assert await store.fire_wakeups(NOW + 15, 10) == 1
    assert not await store.unask(KEYS, NOW, BACK, ENTRY)
    assert (await store.ticket(ONE)).state is TicketState.WAITING
    assert await store.pauses(ONE) == [(NOW, None)]


async def test_a_question_is_taken_back_once(store, asked):
    assert await store.unask(KEYS, NOW, BACK, ENTRY)
    assert not await store.unask(KEYS, NOW, BACK, ENTRY)


async def test_who_wrote_meanwhile_has_ended_the_wait_and_it_stays_ended(store, asked):
    await store.change_ticket(
        [TicketChange(ONE, TicketEvent(NOW + 5, "person", "added"), TicketState.REVIEW)]
    )
    assert await store.unask(KEYS, NOW, BACK, ENTRY)
    assert (await store.ticket(ONE)).state is TicketState.REVIEW
    assert await store.pauses(ONE) == [(NOW, NOW + 5)]


async def test_a_second_question_taken_back_leaves_the_first_waiting(store, asked):
    again = TicketChange(ONE, TicketEvent(NOW + 60, "salma", "asked"), TicketState.WAITING)
    await store.change_ticket([again], wakeups=[NewWakeup("question:2", NOW + 75, AMINA, LINK, "question")])
    assert await store.unask(("question:2",), NOW + 60, BACK, ENTRY)
    assert (await store.ticket(ONE)).state is TicketState.WAITING
    assert await store.pauses(ONE) == [(NOW, None)]


@pytest.fixture
async def named(store):
    await file_tickets(store, a_ticket(ONE), a_ticket(TWO, phone=BRAHIM))
    for login in ("driss", "omar"):
        await store.save_officer(Officer(login, login, "hash", ("officer",)))


async def keep(store, *logins, **fields):
    change = TicketChange(ONE, TicketEvent(NOW, "salma", "kept_away"), **fields)
    await store.keep_away(ONE, logins, change, replace(ENTRY, action="ticket.kept_away"))


async def test_who_is_kept_away_is_known_with_the_account_and_survives_its_saving(store, named, restart):
    await keep(store, "driss")
    driss = await store.officer("driss")
    assert driss.kept_from == (ONE,)
    await store.save_officer(replace(driss, name="Driss B.", kept_from=()))
    store = await restart()
    assert (await store.officer("driss")).kept_from == (ONE,)
    assert {one.login: one.kept_from for one in await store.officers()} == {"driss": (ONE,), "omar": ()}
    assert await store.kept_away(ONE) == ["driss"]
    assert await store.kept_away(TWO) == []


async def test_a_unit_that_is_kept_away_is_so_with_the_accounts_to_come(store, named):
    await keep(store, "driss", "@MA-05")
    for login, regions in (("nadia", ("MA-05",)), ("zineb", ("MA-01", "MA-05")), ("ilyas", ("MA-01",))):
        await store.save_officer(Officer(login, login, "hash", ("officer",), regions))
    kept = {one.login: one.kept_from for one in await store.officers()}
    assert kept == {"driss": (ONE,), "nadia": (ONE,), "zineb": (ONE,), "omar": (), "ilyas": ()}
    assert (await store.officer("zineb")).kept_from == (ONE,)
    await keep(store, "driss")
    assert (await store.officer("zineb")).kept_from == ()


async def test_others_named_later_take_the_place_of_those_before(store, named):
    await keep(store, "driss")
    await keep(store, "omar", assignee="")
    assert await store.kept_away(ONE) == ["omar"]
    with pytest.raises(TicketMovedError):
        await keep(store, "driss", expected_version=1)
    assert await store.kept_away(ONE) == ["omar"]


async def test_what_one_is_kept_from_is_neither_listed_nor_counted(store, named):
    query = TicketQuery(kept_from=(ONE,))
    assert [ticket.reference for ticket in await store.tickets(query)] == [TWO]
    assert await store.count_tickets(query) == 1
    assert await store.tickets(replace(query, reference=ONE)) == []
