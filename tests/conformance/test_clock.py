"""Messages from the clock, and tries that are limited."""

import pytest
from msgspec.structs import replace

from storage.errors import TicketMovedError
from storage.records import Dlr, MoKind, MtState, NewWakeup, Rating, SignIn, TicketChange, TicketEvent
from storage.work.recovery import SUSPECT_SECONDS
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
    send_one,
)

PAUSE = NewWakeup("pause-1", NOW + 90, AMINA, LINK, "story.pause")


async def set_clock(store, *wakeups):
    await store.accept_mo(an_mo(BRAHIM))
    await store.commit_turn(a_turn(await claim_one(store), wakeups=wakeups))


async def test_a_due_wakeup_becomes_a_message_that_knows_the_answers_link(store):
    await set_clock(store, PAUSE)
    assert await store.fire_wakeups(NOW + 89, 10) == 0
    assert await store.fire_wakeups(NOW + 90, 10) == 1
    mo = (await claim_one(store)).mo
    assert (mo.link, mo.external_id, mo.sender) == ("clock", "pause-1", AMINA)
    assert (mo.kind, mo.text, mo.recipient, mo.received_at) == (MoKind.WAKEUP, "story.pause", LINK, NOW + 90)


async def test_a_wakeup_fires_exactly_once(store, restart):
    await set_clock(store, PAUSE, PAUSE)
    assert await store.fire_wakeups(NOW + 90, 10) == 1
    await set_clock(store, PAUSE)
    store = await restart()
    assert await store.fire_wakeups(NOW + 90, 10) == 0
    assert len(await store.claim_mos(10, NOW + 90)) == 1


async def test_a_pending_wakeup_of_the_same_key_is_moved(store):
    await set_clock(store, PAUSE)
    await set_clock(store, NewWakeup("pause-1", NOW + 200, AMINA, LINK, "story.pause"))
    assert await store.fire_wakeups(NOW + 199, 10) == 0
    assert await store.fire_wakeups(NOW + 200, 10) == 1


async def test_the_limit_of_wakeups_is_kept_and_the_earliest_fires_first(store):
    await set_clock(
        store, *(NewWakeup(f"w{n}", NOW + 9 - n, f"+21260000000{n}", LINK, f"k{n}") for n in range(3))
    )
    assert await store.fire_wakeups(NOW + 9, 2) == 2
    assert [one.mo.text for one in await store.claim_mos(10, NOW + 9)] == ["k2", "k1"]
    assert await store.fire_wakeups(NOW + 9, 2) == 1


async def test_a_wakeup_waits_behind_its_phones_open_message(store):
    await set_clock(store, PAUSE)
    await store.accept_mo(an_mo(AMINA, "first"))
    await store.fire_wakeups(NOW + 90, 10)
    assert [one.mo.text for one in await store.claim_mos(10, NOW + 90)] == ["first"]


async def test_wakeups_set_outside_a_turn_fire_and_those_of_a_kind_can_be_taken_back(store, restart):
    news = [NewWakeup(f"n{n}", NOW + n, f"+21260000000{n}", LINK, "news") for n in range(3)]
    await store.schedule_wakeups([*news, PAUSE])
    assert await store.fire_wakeups(NOW, 10) == 1
    store = await restart()
    assert await store.drop_wakeups("news") == 2
    assert await store.fire_wakeups(NOW + 90, 10) == 1
    await store.schedule_wakeups(news[:1])
    assert await store.fire_wakeups(NOW + 90, 10) == 0  # it has fired before


async def test_a_wakeup_is_no_line_of_the_thread(store):
    await set_clock(store, PAUSE)
    await store.fire_wakeups(NOW + 90, 10)
    assert await store.thread(AMINA) == []


async def test_tries_are_counted_by_kind_key_and_time(store, restart):
    await store.record_attempt("case", ["C-1", AMINA], NOW)
    await store.record_attempt("case", ["C-1"], NOW + 10)
    await store.record_attempt("sign-in", ["C-1"], NOW + 10)
    store = await restart()
    assert await store.count_attempts("case", "C-1", NOW) == 2
    assert await store.count_attempts("case", "C-1", NOW + 1) == 1
    assert await store.count_attempts("case", AMINA, NOW) == 1
    assert await store.count_attempts("case", BRAHIM, NOW) == 0


async def test_a_right_try_clears_its_own_keys_alone(store):
    await store.record_attempt("case", ["C-1", "C-2"], NOW)
    await store.clear_attempts("case", ["C-1"])
    assert await store.count_attempts("case", "C-1", 0) == 0
    assert await store.count_attempts("case", "C-2", 0) == 1


async def test_old_tries_are_forgotten(store):
    await store.record_attempt("case", ["C-1"], NOW)
    await store.record_attempt("case", ["C-2"], NOW + 30 * 24 * 3600)
    assert await store.count_attempts("case", "C-1", 0) == 0


async def test_a_wakeup_says_what_it_is_about(store):
    await set_clock(store, replace(PAUSE, about={"reference": "482177353"}))
    await store.fire_wakeups(NOW + 90, 10)
    assert (await claim_one(store)).mo.text == 'story.pause {"reference":"482177353"}'


async def test_an_officers_act_may_set_the_clock_or_do_nothing_at_all(store):
    await file_tickets(store, a_ticket())
    change = TicketChange("123456789", TicketEvent(NOW, "salma", "closed"), expected_version=7)
    with pytest.raises(TicketMovedError):
        await store.change_ticket([change], wakeups=[PAUSE])
    assert await store.fire_wakeups(NOW + 90, 10) == 0
    await store.change_ticket([replace(change, expected_version=1)], wakeups=[PAUSE])
    assert await store.fire_wakeups(NOW + 90, 10) == 1


async def test_what_was_under_way_in_several_crashes_is_tried_again_one_by_one(store, restart):
    for phone in (AMINA, BRAHIM):
        await store.accept_mo(an_mo(phone))
    assert len(await store.claim_mos(10, NOW)) == 2
    store = await restart()
    assert len(await store.claim_mos(10, NOW)) == 2  # once may be anybody's fault
    store = await restart()
    assert await store.claim_mos(10, NOW) == []
    (first,) = await store.claim_mos(10, NOW + SUSPECT_SECONDS)
    assert (first.mo.sender, first.attempt) == (AMINA, 3)
    (second,) = await store.claim_mos(10, NOW + 2 * SUSPECT_SECONDS)
    assert (second.mo.sender, second.attempt) == (BRAHIM, 3)


async def test_purging_forgets_by_age_and_nothing_younger(store):
    await store.record_attempt("case", ["C-1"], NOW)
    await store.record_dlr(Dlr(LINK, "1", MtState.DELIVERED, NOW, smsc_id="s-1"))
    await store.open_sign_in(SignIn(b"t" * 32, "salma", NOW, NOW))
    await store.purge(NOW + 3600)
    assert await store.count_attempts("case", "C-1", 0) == 1
    assert await store.sign_in(b"t" * 32) is not None
    await store.purge(NOW + 40 * 24 * 3600)
    assert await store.count_attempts("case", "C-1", 0) == 0
    assert await store.sign_in(b"t" * 32) is None
    await store.enqueue_mts([an_mt()])
    await send_one(store, smsc_id="s-1")  # a report that waited for it would now say delivered
    assert list((await store.mt_states([1])).values()) == [MtState.SENT]


async def test_a_rating_keeps_its_score_and_takes_its_word(store):
    await store.accept_mo(an_mo())
    await store.commit_turn(a_turn(await claim_one(store), ratings=(Rating("123456789", NOW, 4),)))
    assert await store.rating("123456789") == Rating("123456789", NOW, 4)
    await store.accept_mo(an_mo())
    again = Rating("123456789", NOW + 9, 1, "rapide")
    claimed = await claim_one(store)
    await store.commit_turn(a_turn(claimed, ratings=(again,)))
    assert await store.rating("123456789") == Rating("123456789", NOW, 4, "rapide")
    assert await store.rating("987654321") is None
