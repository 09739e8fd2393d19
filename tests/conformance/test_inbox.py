"""Messages from the phone: once, in order, one of a phone at a time."""

import pytest

from storage.errors import SessionMovedError, StoreClosedError
from tests.conformance.given import AMINA, BRAHIM, CHADIA, NOW, a_turn, an_mo, claim_one


async def test_a_second_copy_gets_the_same_answer_and_no_second_turn(store):
    mo = an_mo()
    first = await store.accept_mo(mo)
    second = await store.accept_mo(mo)
    assert (first.duplicate, second.duplicate) == (False, True)
    assert first.mo_id == second.mo_id
    assert len(await store.claim_mos(10, NOW)) == 1


async def test_a_copy_after_the_turn_is_still_a_copy(store):
    mo = an_mo()
    await store.accept_mo(mo)
    claimed = await claim_one(store)
    await store.commit_turn(a_turn(claimed))
    assert (await store.accept_mo(mo)).duplicate
    assert await store.claim_mos(10, NOW) == []


async def test_the_same_id_on_another_link_is_another_message(store):
    await store.accept_mo(an_mo(external_id="7"))
    assert not (await store.accept_mo(an_mo(external_id="7", link="other"))).duplicate


async def test_a_message_comes_back_as_it_was_given(store):
    mo = an_mo(text="شكرا é 😀" * 100, recipient="1717")
    accepted = await store.accept_mo(mo)
    claimed = await claim_one(store)
    assert (claimed.mo_id, claimed.mo, claimed.attempt) == (accepted.mo_id, mo, 1)
    assert (claimed.session.phone, claimed.session.version) == (AMINA, 0)


async def test_only_one_message_of_a_phone_is_in_flight(store):
    for text in ("a1", "a2", "a3"):
        await store.accept_mo(an_mo(AMINA, text))
    await store.accept_mo(an_mo(BRAHIM, "b1"))
    assert [claimed.mo.text for claimed in await store.claim_mos(10, NOW)] == ["a1", "b1"]
    assert await store.claim_mos(10, NOW) == []


async def test_messages_of_a_phone_are_taken_in_order(store):
    taken = []
    for text in ("a1", "a2", "a3"):
        await store.accept_mo(an_mo(AMINA, text))
    for _ in range(3):
        claimed = await claim_one(store)
        taken.append(claimed.mo.text)
        await store.commit_turn(a_turn(claimed))
    assert taken == ["a1", "a2", "a3"]
    assert await store.claim_mos(10, NOW) == []


async def test_the_oldest_phone_goes_first_and_the_limit_is_kept(store):
    for phone in (AMINA, BRAHIM, CHADIA):
        await store.accept_mo(an_mo(phone))
    assert [claimed.mo.sender for claimed in await store.claim_mos(2, NOW)] == [AMINA, BRAHIM]
    assert [claimed.mo.sender for claimed in await store.claim_mos(2, NOW)] == [CHADIA]


async def test_a_released_message_rests_and_those_behind_it_wait(store):
    for text in ("a1", "a2"):
        await store.accept_mo(an_mo(AMINA, text))
    claimed = await claim_one(store)
    await store.release_mo(claimed.mo_id, NOW, "registry away", NOW + 60)
    assert await store.claim_mos(10, NOW + 59) == []
    again = await claim_one(store, NOW + 60)
    assert (again.mo.text, again.attempt) == ("a1", 2)


async def test_a_parked_message_lets_the_next_one_through(store):
    for text in ("a1", "a2"):
        await store.accept_mo(an_mo(AMINA, text))
    claimed = await claim_one(store)
    await store.release_mo(claimed.mo_id, NOW, "too often", None)
    assert (await claim_one(store)).mo.text == "a2"
    assert (await store.counts())["mo:failed"] == 1


async def test_a_message_given_back_twice_is_given_back_once(store):
    await store.accept_mo(an_mo())
    claimed = await claim_one(store)
    await store.commit_turn(a_turn(claimed))
    await store.release_mo(claimed.mo_id, NOW, "late", NOW)
    assert await store.claim_mos(10, NOW) == []


async def test_what_a_crash_left_claimed_waits_again_in_its_place(store, restart):
    for text in ("a1", "a2"):
        await store.accept_mo(an_mo(AMINA, text))
    await claim_one(store)
    store = await restart()
    claimed = await store.claim_mos(10, NOW)
    assert [(one.mo.text, one.attempt) for one in claimed] == [("a1", 2)]


async def test_a_rested_message_still_rests_after_a_crash(store, restart):
    await store.accept_mo(an_mo())
    await store.release_mo((await claim_one(store)).mo_id, NOW, "away", NOW + 60)
    store = await restart()
    assert await store.claim_mos(10, NOW + 59) == []
    assert len(await store.claim_mos(10, NOW + 60)) == 1


async def test_a_message_has_one_turn(store):
    await store.accept_mo(an_mo())
    claimed = await claim_one(store)
    await store.commit_turn(a_turn(claimed))
    with pytest.raises(SessionMovedError):
        await store.commit_turn(a_turn(claimed))


async def test_waiting_messages_are_counted(store):
    for phone in (AMINA, BRAHIM):
        await store.accept_mo(an_mo(phone))
    await store.commit_turn(a_turn(await claim_one(store)))
    assert (await store.counts())["mo:waiting"] == 1


async def test_a_closed_store_says_so(store, restart):
    await restart()
    with pytest.raises(StoreClosedError):
        await store.accept_mo(an_mo())
    with pytest.raises(StoreClosedError):
        await store.counts()
