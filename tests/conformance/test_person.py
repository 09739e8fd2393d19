"""What is kept of a phone can be told to whom it is of, and erased, past what must be kept."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from storage.records import (
    AuditEntry,
    MtState,
    NewWakeup,
    Outcome,
    Rating,
    TicketChange,
    TicketEvent,
    TicketState,
)
from tests.conformance.given import (
    AMINA,
    BRAHIM,
    NOW,
    a_ticket,
    a_turn,
    an_mo,
    an_mt,
    claim_one,
    send_one,
)

DAY = 24 * 3600
HOLD = 30 * DAY
CANARY = "narval canapé"


def entry(at=NOW):
    return AuditEntry(at, "salma", "person.erased", "phone", {"why": "asked"})


async def whole_story(store, phone=AMINA, reference="123456789"):
    """A phone that wrote, was answered, filed, was decided on, rated, and has a wakeup to come."""
    await store.accept_mo(an_mo(phone, CANARY))
    claimed = await claim_one(store)
    ticket = a_ticket(reference, phone=phone, story=CANARY, case_id="C-7", subject={"note": CANARY})
    rating = Rating(reference, NOW, 2, CANARY)
    wakeup = NewWakeup(f"ask:{reference}", NOW + 999 * DAY, phone, "kannel", "question", {"words": CANARY})
    seen = replace(claimed.session, seen_at=NOW)
    answered = a_turn(
        claimed,
        session=seen,
        tickets=(ticket,),
        messages=(an_mt(phone, CANARY),),
        ratings=(rating,),
        wakeups=(wakeup,),
    )
    await store.commit_turn(answered)
    await send_one(store, MtState.SENT, smsc_id=f"theirs-{reference}")


async def end(store, reference="123456789", at=NOW):
    event = TicketEvent(at, "salma", "decided", CANARY)
    await store.change_ticket(
        [TicketChange(reference, event, TicketState.CLOSED, Outcome.REJECTED, reason=CANARY)]
    )


async def test_all_that_is_kept_of_a_phone_is_told(store):
    await whole_story(store)
    await whole_story(store, BRAHIM, "987654324")
    await end(store)
    person = await store.person(AMINA)
    assert [line.text for line in person.messages] == [CANARY, CANARY]
    assert [ticket.reference for ticket in person.tickets] == ["123456789"]
    assert [event.kind for event in person.events["123456789"]] == ["filed", "decided"]
    assert person.ratings["123456789"].words == CANARY
    assert person.wakeups == (("question", NOW + 999 * DAY),)


async def test_nothing_is_erased_while_a_ticket_is_open(store):
    await whole_story(store)
    erasure = await store.erase_person(AMINA, HOLD, entry())
    assert erasure.still_open == ("123456789",)
    assert not erasure.done
    assert len((await store.person(AMINA)).messages) == 2


async def test_nothing_is_erased_under_the_hands_of_a_turn(store):
    await store.accept_mo(an_mo())
    assert (await store.erase_person(AMINA, HOLD, entry())).under_way == 1


async def test_a_ticket_is_kept_until_its_time_is_over_and_the_messages_go(store):
    await whole_story(store)
    await end(store)
    erasure = await store.erase_person(AMINA, HOLD, entry(NOW + DAY))
    assert (erasure.erased, erasure.held) == ((), {"123456789": NOW + HOLD})
    person = await store.person(AMINA)
    assert (person.messages, person.wakeups) == ((), ())
    assert person.tickets[0].story == CANARY


async def test_past_that_time_nothing_of_the_phone_is_left_and_the_figures_are(store):
    await whole_story(store)
    await end(store)
    erasure = await store.erase_person(AMINA, HOLD, entry(NOW + HOLD))
    assert erasure.erased == ("123456789",)
    person = await store.person(AMINA)
    assert (person.messages, person.tickets, person.session.version) == ((), (), 0)
    ticket = await store.ticket("123456789")
    assert (ticket.phone, ticket.story, ticket.case_id, ticket.subject, ticket.reason) == (
        "",
        "",
        None,
        {},
        None,
    )
    assert (ticket.motive, ticket.outcome) == ("AMOUNT", Outcome.REJECTED)
    assert {event.note for event in await store.events("123456789")} == {""}
    rating = await store.rating("123456789")
    assert (rating.score, rating.words) == (2, "")


async def test_the_others_keep_what_is_theirs(store):
    await whole_story(store)
    await whole_story(store, BRAHIM, "987654324")
    await end(store)
    before = await store.person(BRAHIM)
    await store.erase_person(AMINA, HOLD, entry(NOW + HOLD))
    assert await store.person(BRAHIM) == before


async def test_a_stop_is_kept(store):
    await store.accept_mo(an_mo())
    claimed = await claim_one(store)
    await store.commit_turn(a_turn(claimed, session=replace(claimed.session, opted_out=True)))
    await store.erase_person(AMINA, HOLD, entry())
    session = await store.session(AMINA)
    assert session.opted_out
    assert session.seen_at == 0


async def test_a_copy_of_an_erased_message_is_still_known(store):
    message = an_mo()
    await store.accept_mo(message)
    await store.commit_turn(a_turn(await claim_one(store)))
    await store.erase_person(AMINA, HOLD, entry())
    assert (await store.accept_mo(message)).duplicate


async def test_the_erasure_stands_in_the_audit_without_the_phone(store):
    await whole_story(store)
    await end(store)
    await store.erase_person(AMINA, HOLD, entry(NOW + HOLD))
    last = [row async for row in store.audit_rows()][-1][1]
    assert (last.action, last.details["tickets"], last.details["held"]) == ("person.erased", 1, 0)
    assert await store.verify_audit() is None


@pytest.mark.parametrize("again", [1, 2])
async def test_erasing_again_changes_nothing(store, again):
    await whole_story(store)
    await end(store)
    for _time in range(again):
        await store.erase_person(AMINA, HOLD, entry(NOW + HOLD))
    assert (await store.erase_person(AMINA, HOLD, entry(NOW + HOLD))).erased == ()
