"""Messages from the clock, and tries that are limited."""

from storage.records import MoKind, NewWakeup
from tests.conformance.given import AMINA, BRAHIM, LINK, NOW, a_turn, an_mo, claim_one

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
