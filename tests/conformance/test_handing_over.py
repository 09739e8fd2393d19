"""An answer claimed with the turn that says it: what else waits for its link goes first, and a crash doubts it."""

import pytest
from msgspec.structs import replace

from storage.errors import ReferenceTakenError
from storage.records import AuditEntry, ClaimedMt, Committed, MtState, Priority, SendResult
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
    state_of,
)


async def answered(store, *messages, sender=AMINA, straight=(LINK,), **fields):
    """Commit a turn that says these; what the commit tells."""
    await store.accept_mo(an_mo(sender))
    return await store.commit_turn(a_turn(await claim_one(store), messages=messages, **fields), straight)


async def texts_due(store, now=NOW):
    return [claimed.mt.text for claimed in await store.claim_mts(LINK, 10, now)]


async def test_an_answer_is_claimed_with_its_turn_and_by_nobody_else(store):
    answer = an_mt(text="Bonjour.")
    committed = await answered(store, answer)
    [claimed] = committed.taken
    assert (claimed.mt, claimed.attempt) == (answer, 1)
    assert await state_of(store, claimed.mt_id) is MtState.SENDING
    assert await texts_due(store) == []
    await store.record_sends([SendResult(claimed.mt_id, MtState.SENT, NOW, smsc_id="x")])
    assert await state_of(store, claimed.mt_id) is MtState.SENT


async def test_nothing_is_claimed_for_who_asks_for_no_link_or_another(store):
    for straight in ((), ("other",)):
        assert await answered(store, an_mt(), straight=straight) == Committed()
    assert len(await texts_due(store)) == 2


@pytest.mark.parametrize(("priority", "goes_first"), [(Priority.REPLY, True), (Priority.NOTICE, False)])
async def test_what_waits_and_is_as_urgent_goes_first(store, priority, goes_first):
    await store.enqueue_mts([an_mt(BRAHIM, "before", priority=priority)])
    committed = await answered(store, an_mt(text="after", priority=Priority.REPLY))
    assert [claimed.mt.text for claimed in committed.taken] == ([] if goes_first else ["after"])
    assert await texts_due(store) == (["before", "after"] if goes_first else ["before"])


async def test_what_rested_and_is_due_goes_first(store):
    await store.enqueue_mts([an_mt(BRAHIM, "rested", not_before=NOW + 60)])
    assert (await answered(store, an_mt(text="early"))).taken
    assert not (await answered(store, an_mt(text="late"), at=NOW + 60)).taken
    assert await texts_due(store, NOW + 60) == ["rested", "late"]


@pytest.mark.parametrize("fields", [{"not_before": NOW + 60}, {"expires_at": NOW}])
async def test_what_is_not_to_be_sent_now_is_not_claimed(store, fields):
    assert (await answered(store, an_mt(**fields))).taken == ()
    assert await texts_due(store) == []


async def test_nothing_is_claimed_for_a_link_that_is_paused(store):
    entry = AuditEntry(NOW, "admin", "link.paused", LINK)
    await store.pause_link(LINK, pause=True, audit=entry)
    assert (await answered(store, an_mt(text="held"))).taken == ()
    await store.pause_link(LINK, pause=False, audit=replace(entry, action="link.resumed"))
    assert await texts_due(store) == ["held"]


async def test_a_turn_that_is_refused_claims_nothing(store):
    await file_tickets(store, a_ticket("123456789"))
    with pytest.raises(ReferenceTakenError):
        await answered(store, an_mt(), sender=BRAHIM, tickets=(a_ticket("123456789", phone=BRAHIM),))
    assert await texts_due(store) == []


async def test_an_answer_that_a_crash_left_being_sent_is_tried_once_more(store, restart):
    [claimed] = (await answered(store, an_mt(text="Bonjour."))).taken
    again = await restart()
    assert await state_of(again, claimed.mt_id) is MtState.UNKNOWN
    [retried] = await again.claim_mts(LINK, 10, NOW + 3600)
    assert retried == ClaimedMt(claimed.mt_id, claimed.mt, 2)
