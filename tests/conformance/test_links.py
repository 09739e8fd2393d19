"""What an operator sees of links, and does to their messages."""

from dataclasses import replace
from decimal import Decimal

import pytest

from storage.links import BalanceNote, LinkNote, MtChoice, SentMts, TrafficNote
from storage.records import AuditEntry, MtState, SendResult
from tests.conformance.given import AMINA, BRAHIM, LINK, NOW, an_mt, send_one, state_of

AUDIT = AuditEntry(NOW, "omar", "mt.tested", LINK, {"why": "a test"})
GIVEN_UP = ("parked", "failed", "unknown")
OTHER, ITS_NUMBER = "other", "5858"


async def figures_of(store, link=LINK):
    return {figures.link: figures for figures in await store.link_figures()}[link]


async def test_a_link_shows_what_waits_on_it_and_what_was_given_up(store):
    await store.enqueue_mts([an_mt() for _ in range(4)])
    await send_one(store, MtState.QUEUED, retry_at=NOW + 60)
    await send_one(store, MtState.UNKNOWN)
    await send_one(store, MtState.FAILED, parked=True)
    await send_one(store, MtState.SENT)
    await store.enqueue_mts([an_mt(), an_mt()])
    await send_one(store, MtState.FAILED)
    figures = await figures_of(store)
    assert figures.counts == {"resting": 1, "unknown": 1, "parked": 1, "failed": 1, "queued": 1}
    assert (figures.up, figures.oldest_at) == (None, NOW)


async def test_a_link_is_down_since_the_first_time_that_it_was_found_so(store):
    await store.record_sends([], LinkNote(LINK, True, NOW))
    await store.record_sends([], LinkNote(LINK, False, NOW + 10, "refused"))
    await store.record_sends([], LinkNote(LINK, False, NOW + 20, "timeout"))
    figures = await figures_of(store)
    assert (figures.up, figures.since) == (False, NOW + 10)
    assert (figures.error, figures.error_at) == ("timeout", NOW + 20)


async def test_the_last_error_of_a_link_stays_after_it_is_up_again(store):
    await store.record_sends([], LinkNote(LINK, False, NOW, "refused"))
    await store.record_sends([], LinkNote(LINK, True, NOW + 10))
    figures = await figures_of(store)
    assert (figures.up, figures.since, figures.error, figures.error_at) == (True, NOW + 10, "refused", NOW)


async def test_a_parked_message_counts_as_failed_to_everybody_else(store):
    [mt_id] = await store.enqueue_mts([an_mt()])
    await store.claim_mts(LINK, 1, NOW)
    await store.record_sends([SendResult(mt_id, MtState.FAILED, NOW, error="busy", parked=True)])
    assert await store.mt_states([mt_id]) == {mt_id: MtState.FAILED}


async def given_up(store, **fields):
    """One message each that failed, was parked, and is in doubt; their ids by state."""
    ids = {}
    for state, result in {
        "failed": {"state": MtState.FAILED},
        "parked": {"state": MtState.FAILED, "parked": True},
        "unknown": {"state": MtState.UNKNOWN},
    }.items():
        await store.enqueue_mts([an_mt(**fields)])
        ids[state] = await send_one(store, **result, error="busy")
    return ids


async def actions(store):
    return [(row[1].action, row[1].details) async for row in store.audit_rows()]


async def test_messages_are_chosen_by_link_and_state_or_by_id(store):
    ids = await given_up(store)
    [failed] = await store.chosen_mts(MtChoice(("failed",), LINK), 10)
    assert (failed.mt_id, failed.recipient, failed.state) == (ids["failed"], AMINA, "failed")
    assert (failed.attempt, failed.error) == (1, "busy")
    assert await store.chosen_mts(MtChoice(GIVEN_UP, "another"), 10) == []
    [parked] = await store.chosen_mts(MtChoice(GIVEN_UP, ids=(ids["parked"],)), 10)
    assert parked.mt_id == ids["parked"]
    assert len(await store.chosen_mts(MtChoice(GIVEN_UP, LINK), 2)) == 2
    assert await store.count_chosen_mts(MtChoice(GIVEN_UP, LINK)) == {LINK: 3}


async def test_what_was_given_up_is_sent_again_as_if_never_tried(store):
    ids = await given_up(store)
    assert await store.replay_mts(MtChoice(GIVEN_UP, LINK), NOW, NOW, AUDIT) == 3
    claimed = await store.claim_mts(LINK, 10, NOW)
    assert {one.mt_id for one in claimed} == set(ids.values())
    assert {one.attempt for one in claimed} == {1}
    assert await actions(store) == [("mt.tested", {"why": "a test", "messages": 3})]


async def test_what_is_queued_again_at_night_waits_for_the_morning(store):
    await given_up(store)
    await store.replay_mts(MtChoice(GIVEN_UP, LINK), NOW, NOW + 100, AUDIT)
    assert await store.claim_mts(LINK, 10, NOW + 99) == []
    assert len(await store.claim_mts(LINK, 10, NOW + 100)) == 3


async def test_what_has_expired_lives_as_long_again(store):
    await given_up(store, expires_at=NOW + 7200)
    later = NOW + 90_000
    await store.replay_mts(MtChoice(GIVEN_UP, LINK), later, later, AUDIT)
    [first, *_rest] = await store.claim_mts(LINK, 10, later)
    assert first.mt.expires_at == later + 7200


@pytest.mark.parametrize("state", [MtState.SENT, MtState.SENDING, MtState.CANCELLED])
async def test_what_went_or_is_going_is_never_queued_again_or_taken_back(store, state):
    [mt_id] = await store.enqueue_mts([an_mt()])
    if state is MtState.CANCELLED:
        await store.cancel_mts(MtChoice(("queued",), LINK), AUDIT)
    elif state is MtState.SENT:
        await send_one(store)
    else:
        await store.claim_mts(LINK, 1, NOW)
    assert await store.replay_mts(MtChoice(GIVEN_UP, ids=(mt_id,)), NOW, NOW, AUDIT) == 0
    assert await store.cancel_mts(MtChoice((*GIVEN_UP, "queued", "resting"), ids=(mt_id,)), AUDIT) == 0
    assert await state_of(store, mt_id) is state


async def test_what_was_taken_back_is_never_sent(store):
    ids = await store.enqueue_mts([an_mt(), an_mt(not_before=NOW + 50)])
    assert await store.cancel_mts(MtChoice(("queued", "resting"), LINK), AUDIT) == 2
    assert await store.claim_mts(LINK, 10, NOW + 100) == []
    assert set((await store.mt_states(ids)).values()) == {MtState.CANCELLED}


async def hand_over(store, link=LINK, other=OTHER):
    return await store.hand_over(link, other, ITS_NUMBER, AUDIT)


async def test_what_waits_goes_by_the_other_link_from_its_number(store):
    await store.enqueue_mts([an_mt(), an_mt()])
    await send_one(store, MtState.QUEUED, retry_at=NOW + 60)
    assert await hand_over(store) == 2
    assert await store.claim_mts(LINK, 10, NOW + 100) == []
    claimed = await store.claim_mts(OTHER, 10, NOW)
    assert [(one.mt.sender, one.attempt) for one in claimed] == [(ITS_NUMBER, 1)] * 2
    assert await actions(store) == [("mt.tested", {"why": "a test", "messages": 2})]


async def test_what_may_have_gone_stays(store):
    await store.enqueue_mts([an_mt(), an_mt()])
    doubtful = await send_one(store, MtState.UNKNOWN, retry_at=NOW + 60)
    await store.claim_mts(LINK, 1, NOW)
    assert await hand_over(store) == 0
    [again] = await store.claim_mts(LINK, 10, NOW + 60)
    assert again.mt_id == doubtful
    await store.record_sends([SendResult(doubtful, MtState.QUEUED, NOW + 60, retry_at=NOW + 70)])
    assert await hand_over(store) == 0


async def test_what_waits_for_its_first_time_stays(store):
    await store.enqueue_mts([an_mt(not_before=NOW + 50)])
    assert await hand_over(store) == 0


async def test_a_message_is_handed_over_once_in_its_life(store):
    await store.enqueue_mts([an_mt()])
    assert await hand_over(store) == 1
    assert await hand_over(store, OTHER, LINK) == 0


async def test_what_was_sent_in_a_time_is_counted_by_link_and_language(store):
    day = 86_400
    for at, fields in [
        (NOW, {"parts": 2}),
        (NOW + 60, {"recipient": BRAHIM}),
        (NOW + day, {}),
        (NOW + day + 60, {}),
        (NOW, {"language": "ar", "parts": 3}),
        (NOW - 1, {"parts": 9}),
        (NOW + 2 * day, {"parts": 9}),
    ]:
        await store.enqueue_mts([an_mt(**fields)])
        await send_one(store, at=at)
    await store.enqueue_mts([an_mt(parts=9)])
    await send_one(store, MtState.FAILED)
    found = await store.sent_mts(NOW, NOW + 2 * day)
    assert found == [SentMts(LINK, "ar", 1, 3, 1), SentMts(LINK, "fr", 4, 5, 3)]


async def test_the_figures_to_watch_tell_a_link_that_is_down(store):
    await store.record_sends([], LinkNote(LINK, False, NOW, "refused"))
    assert (await store.counts())[f"link:{LINK}:down"] == 1
    await store.record_sends([], LinkNote(LINK, True, NOW))
    assert (await store.counts())[f"link:{LINK}:down"] == 0


async def test_a_paused_link_sends_nothing_and_goes_on_where_it_stopped(store):
    await store.enqueue_mts([an_mt(), an_mt(link=OTHER)])
    assert await store.pause_link(LINK, pause=True, audit=AUDIT)
    assert await store.claim_mts(LINK, 10, NOW) == []
    assert len(await store.claim_mts(OTHER, 10, NOW)) == 1
    figures = await figures_of(store)
    assert (figures.paused_at, figures.counts) == (NOW, {"queued": 1})
    assert await store.pause_link(LINK, pause=False, audit=AUDIT)
    assert len(await store.claim_mts(LINK, 10, NOW)) == 1
    assert (await figures_of(store)).paused_at == 0


async def test_a_link_paused_twice_is_audited_once_and_stays_paused_over_a_restart(store, restart):
    news = [await store.pause_link(LINK, pause=True, audit=AUDIT) for _ in range(2)]
    news.append(await store.pause_link(OTHER, pause=False, audit=AUDIT))
    assert news == [True, False, False]
    assert len([row async for row in store.audit_rows()]) == 1
    again = await restart()
    assert (await figures_of(again)).paused_at == NOW


async def test_traffic_and_balance_are_shown_as_they_were_noted_last(store):
    await store.note_traffic([TrafficNote(LINK, 3, 2, NOW), TrafficNote(OTHER, 1, 0, NOW)])
    await store.note_traffic([TrafficNote(LINK, 5, 4, NOW + 60)])
    balance = BalanceNote(LINK, Decimal("-12.50"), "KES", NOW)
    await store.note_balance(replace(balance, amount=Decimal(1)))
    await store.note_balance(balance)
    figures = await figures_of(store)
    assert (figures.received, figures.sent, figures.rated_at) == (5, 4, NOW + 60)
    assert figures.balance == balance
    assert (await figures_of(store, OTHER)).balance is None
