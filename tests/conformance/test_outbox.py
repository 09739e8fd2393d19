"""Messages to the phone: urgent and old first, tried again by state, doubt visible, reports never backwards."""

import pytest

from storage.records import Dlr, MtState, Priority, SendResult
from tests.conformance.given import (
    AMINA,
    BRAHIM,
    LINK,
    NOW,
    a_turn,
    an_mo,
    an_mt,
    claim_one,
    send_one,
    state_of,
)

FINAL = [MtState.DELIVERED, MtState.FAILED]
LATER = NOW + 3600


def a_dlr(state, mt_id=None, smsc_id=None, link=LINK, raw="x"):
    return Dlr(link, raw, state, NOW + 9, mt_id, smsc_id)


async def queue(store, *messages):
    return await store.enqueue_mts(messages or [an_mt()])


async def test_a_turns_answer_is_claimed_as_it_was_given(store):
    await store.accept_mo(an_mo())
    message = an_mt(text="Votre dossier « é »", ticket="123456789", expires_at=LATER, parts=2)
    await store.commit_turn(a_turn(await claim_one(store), messages=(message,)))
    [claimed] = await store.claim_mts(LINK, 10, NOW)
    assert (claimed.mt, claimed.attempt) == (message, 1)
    assert await state_of(store, claimed.mt_id) is MtState.SENDING
    assert await store.claim_mts(LINK, 10, NOW) == []


async def test_urgent_goes_first_then_the_oldest(store):
    notice = Priority.NOTICE
    await queue(store, an_mt(text="n1", priority=notice), an_mt(text="r1"), an_mt(text="r2"))
    assert [one.mt.text for one in await store.claim_mts(LINK, 2, NOW)] == ["r1", "r2"]
    assert [one.mt.text for one in await store.claim_mts(LINK, 2, NOW)] == ["n1"]


async def test_a_link_is_given_its_own_messages(store):
    await queue(store, an_mt(link="a"), an_mt(link="b"))
    assert [one.mt.link for one in await store.claim_mts("b", 10, NOW)] == ["b"]


async def test_a_message_waits_for_its_time(store):
    [mt_id] = await queue(store, an_mt(not_before=LATER))
    assert await state_of(store, mt_id) is MtState.QUEUED
    assert await store.claim_mts(LINK, 10, LATER - 1) == []
    assert len(await store.claim_mts(LINK, 10, LATER)) == 1


async def test_an_expired_message_fails_and_makes_room(store):
    old, _new = await queue(store, an_mt(text="old", expires_at=NOW), an_mt(text="new"))
    assert [one.mt.text for one in await store.claim_mts(LINK, 1, NOW)] == ["new"]
    assert await state_of(store, old) is MtState.FAILED
    thread = await store.thread(AMINA)
    assert [(one.state, one.error) for one in thread] == [("failed", "expired"), ("sending", None)]


async def test_a_message_tried_in_vain_is_tried_again_at_its_time(store):
    await queue(store)
    await send_one(store, MtState.QUEUED, error="busy", retry_at=LATER)
    assert await store.claim_mts(LINK, 10, LATER - 1) == []
    [again] = await store.claim_mts(LINK, 10, LATER)
    assert again.attempt == 2


async def test_a_message_in_doubt_is_tried_once_more_and_no_more(store):
    await queue(store)
    mt_id = await send_one(store, MtState.UNKNOWN, error="line broke")
    assert await state_of(store, mt_id) is MtState.UNKNOWN
    assert await send_one(store, MtState.UNKNOWN, at=LATER) == mt_id
    assert await state_of(store, mt_id) is MtState.UNKNOWN
    assert await store.claim_mts(LINK, 10, LATER * 2) == []


async def test_what_a_crash_left_being_sent_is_in_doubt_and_tried_once_more(store, restart):
    await queue(store)
    [claimed] = await store.claim_mts(LINK, 10, NOW)
    store = await restart()
    assert await state_of(store, claimed.mt_id) is MtState.UNKNOWN
    assert len(await store.claim_mts(LINK, 10, LATER)) == 1
    store = await restart()
    assert await state_of(store, claimed.mt_id) is MtState.UNKNOWN
    assert await store.claim_mts(LINK, 10, LATER * 2) == []


async def test_an_expired_message_in_doubt_stays_in_doubt(store):
    await queue(store, an_mt(expires_at=NOW + 10))
    mt_id = await send_one(store, MtState.UNKNOWN)
    assert await store.claim_mts(LINK, 10, LATER) == []
    assert await state_of(store, mt_id) is MtState.UNKNOWN


async def test_a_report_settles_a_message_in_doubt(store):
    await queue(store)
    mt_id = await send_one(store, MtState.UNKNOWN)
    assert await store.record_dlr(a_dlr(MtState.DELIVERED, mt_id=mt_id))
    assert await store.claim_mts(LINK, 10, LATER) == []
    assert await state_of(store, mt_id) is MtState.DELIVERED


async def test_a_report_by_the_providers_id_moves_the_message_on(store):
    await queue(store)
    mt_id = await send_one(store, smsc_id="s-1")
    assert await store.record_dlr(a_dlr(MtState.DELIVERED, smsc_id="s-1"))
    assert await state_of(store, mt_id) is MtState.DELIVERED


@pytest.mark.parametrize("final", FINAL)
@pytest.mark.parametrize("result", [MtState.SENT, MtState.QUEUED, MtState.UNKNOWN, MtState.FAILED])
async def test_a_report_before_the_sends_own_answer_stands(store, final, result):
    await queue(store)
    [claimed] = await store.claim_mts(LINK, 1, NOW)
    assert await store.record_dlr(a_dlr(final, mt_id=claimed.mt_id))
    await store.record_sends([SendResult(claimed.mt_id, result, NOW, "s-1", retry_at=NOW)])
    assert await state_of(store, claimed.mt_id) is final
    assert await store.claim_mts(LINK, 10, LATER) == []


async def test_a_report_by_an_id_that_we_learn_later_is_heard_then(store):
    await queue(store)
    [claimed] = await store.claim_mts(LINK, 1, NOW)
    assert not await store.record_dlr(a_dlr(MtState.DELIVERED, smsc_id="s-1"))
    await store.record_sends([SendResult(claimed.mt_id, MtState.SENT, NOW, "s-1")])
    assert await state_of(store, claimed.mt_id) is MtState.DELIVERED


@pytest.mark.parametrize("final", FINAL)
async def test_a_later_lesser_report_is_not_heard(store, final):
    await queue(store)
    mt_id = await send_one(store)
    await store.record_dlr(a_dlr(final, mt_id=mt_id))
    for lesser in (MtState.SENT, MtState.QUEUED, MtState.SENDING, MtState.UNKNOWN, None):
        assert await store.record_dlr(a_dlr(lesser, mt_id=mt_id))
    assert await state_of(store, mt_id) is final


async def test_a_copy_that_failed_does_not_undo_one_that_arrived(store):
    await queue(store)
    mt_id = await send_one(store)
    for state in (MtState.FAILED, MtState.DELIVERED, MtState.FAILED):
        await store.record_dlr(a_dlr(state, mt_id=mt_id))
    assert await state_of(store, mt_id) is MtState.DELIVERED


async def test_an_unknown_status_changes_nothing(store):
    await queue(store)
    mt_id = await send_one(store)
    assert await store.record_dlr(a_dlr(None, mt_id=mt_id, raw="WAT" * 1000))
    assert await state_of(store, mt_id) is MtState.SENT


async def test_a_report_for_no_message_is_a_stray(store):
    assert not await store.record_dlr(a_dlr(MtState.DELIVERED, mt_id=99))
    assert not await store.record_dlr(a_dlr(None, smsc_id="nobody's"))


async def test_another_links_report_does_not_touch_the_message(store):
    await queue(store)
    mt_id = await send_one(store, smsc_id="s-1")
    assert not await store.record_dlr(a_dlr(MtState.FAILED, mt_id=mt_id, link="other"))
    assert not await store.record_dlr(a_dlr(MtState.FAILED, smsc_id="s-1", link="other"))
    assert await state_of(store, mt_id) is MtState.SENT


async def test_messages_on_their_way_are_counted_by_link_and_state(store):
    await queue(store, an_mt(), an_mt(not_before=LATER), an_mt(), an_mt(link="b"))
    await send_one(store)
    await store.claim_mts("b", 1, NOW)
    counts = await store.counts()
    assert {key: number for key, number in counts.items() if key.startswith("mt:")} == {
        f"mt:{LINK}:queued": 2,
        "mt:b:sending": 1,
    }


async def test_states_of_unknown_messages_are_left_out(store):
    [mt_id] = await queue(store)
    assert await store.mt_states([mt_id, 999]) == {mt_id: MtState.QUEUED}


async def test_a_thread_shows_both_ways_oldest_first_and_the_newest_of_them(store):
    for number in range(3):
        await store.accept_mo(an_mo(text=f"in {number}", received_at=NOW + number))
        turn = a_turn(
            await claim_one(store), messages=(an_mt(text=f"out {number}", parts=2),), at=NOW + number
        )
        await store.commit_turn(turn)
    await store.accept_mo(an_mo(BRAHIM, "not hers"))
    thread = await store.thread(AMINA, 5)
    assert [one.text for one in thread] == ["out 0", "in 1", "out 1", "in 2", "out 2"]
    assert [one.inbound for one in thread] == [False, True, False, True, False]
    assert (thread[-1].state, thread[-1].parts, thread[-1].language) == ("queued", 2, "fr")
