"""What an operator sees of links, and does to their messages."""

from storage.links import LinkNote
from storage.records import MtState, SendResult
from tests.conformance.given import LINK, NOW, an_mt, send_one


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
