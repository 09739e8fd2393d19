"""What USSD asks of the store: a request taken in one go, its screen kept once, the end of its session."""

import asyncio

import pytest
from msgspec.structs import replace

from storage.records import MoKind, Screen, UssdEnd
from tests.conformance.given import AMINA, BRAHIM, NOW, a_turn, an_mo, an_mt, claim_one

MENU, HOLDING = Screen("Menu"), Screen("By SMS", goes_on=False)


def a_hop(sender=AMINA, **fields):
    return an_mo(sender, "1", kind=MoKind.USSD, **fields)


async def test_a_request_is_accepted_and_claimed_in_one_go(store):
    accepted, claimed = await store.accept_and_claim(a_hop())
    assert (claimed.mo_id, claimed.attempt, claimed.session.phone) == (accepted.mo_id, 1, AMINA)
    assert await store.claim_mos(10, NOW) == []
    await store.commit_turn(a_turn(claimed, screen=MENU))
    assert await store.screen(claimed.mo_id) == MENU


async def test_a_copy_is_not_claimed_again_and_finds_the_screen(store):
    hop = a_hop()
    _first, claimed = await store.accept_and_claim(hop)
    assert await store.screen(claimed.mo_id) is None
    await store.commit_turn(a_turn(claimed, screen=MENU))
    again, nothing = await store.accept_and_claim(hop)
    assert (again.duplicate, nothing) == (True, None)
    assert await store.screen(again.mo_id) == MENU


async def test_behind_an_sms_of_its_phone_a_request_waits_its_turn(store):
    await store.accept_mo(an_mo(AMINA, "sms"))
    accepted, claimed = await store.accept_and_claim(a_hop())
    assert claimed is None
    assert (await store.accept_and_claim(a_hop(BRAHIM)))[1] is not None
    sms = await claim_one(store)
    await store.commit_turn(a_turn(sms))
    assert (await claim_one(store)).mo_id == accepted.mo_id


async def test_a_turn_tells_whether_another_message_of_its_phone_is_next(store):
    _accepted, first = await store.accept_and_claim(an_mo(AMINA, "one"))
    for sender, words in ((AMINA, "two"), (BRAHIM, "other")):
        await store.accept_and_claim(an_mo(sender, words))
    assert (await store.commit_turn(a_turn(first))).next_waits
    second = await claim_one(store)
    assert second.mo.text == "two"
    assert not (await store.commit_turn(a_turn(second, session=second.session))).next_waits


async def test_a_message_taken_at_once_meets_the_session_of_its_phone(store):
    _accepted, first = await store.accept_and_claim(an_mo(AMINA))
    await store.commit_turn(a_turn(first, session=replace(first.session, language="ar")))
    _accepted, second = await store.accept_and_claim(an_mo(AMINA))
    assert (second.session.language, second.session.version) == ("ar", 1)
    assert second.session == (await store.session(AMINA))


async def test_of_many_copies_at_once_one_is_claimed(store):
    hop = a_hop()
    answers = await asyncio.gather(*(store.accept_and_claim(hop) for _copy in range(8)))
    assert sum(claimed is not None for _accepted, claimed in answers) == 1


async def test_a_request_that_a_crash_left_claimed_is_taken_again(store, restart):
    accepted, _claimed = await store.accept_and_claim(a_hop())
    again = await restart()
    claimed = await claim_one(again)
    assert (claimed.mo_id, claimed.mo.kind, claimed.attempt) == (accepted.mo_id, MoKind.USSD, 2)


async def test_a_late_turn_is_answered_by_sms_and_a_timely_one_is_not(store):
    for holds in (True, False):
        _accepted, claimed = await store.accept_and_claim(a_hop())
        if holds:
            assert await store.hold_screen(claimed.mo_id, HOLDING) == HOLDING
        await store.commit_turn(
            a_turn(claimed, session=claimed.session, screen=MENU, late=(an_mt(text="late"),))
        )
        assert await store.screen(claimed.mo_id) == (HOLDING if holds else MENU)
    assert [one.mt.text for one in await store.claim_mts("kannel", 10, NOW)] == ["late"]


async def test_who_holds_the_phone_off_too_late_is_told_the_turn_s_own_screen(store):
    _accepted, claimed = await store.accept_and_claim(a_hop())
    await store.commit_turn(a_turn(claimed, screen=MENU))
    assert await store.hold_screen(claimed.mo_id, HOLDING) == MENU


@pytest.mark.parametrize("copies", [1, 3])
async def test_the_end_of_a_session_is_recorded_once_known_or_not(store, copies):
    end = UssdEnd("at", "ATUid_1", AMINA, "Incomplete", NOW, duration=12_345, hops=3, error="timed out")
    for _copy in range(copies):
        await store.record_ussd_end(end)
    await store.record_ussd_end(UssdEnd("at", "ATUid_2", "", "SomethingNew", NOW))
    figures = await store.counts()
    assert (figures["ussd:at:Incomplete"], figures["ussd:at:SomethingNew"]) == (1, 1)


async def test_the_ends_of_long_ago_are_forgotten_and_stay_counted(store):
    end = UssdEnd("at", "ATUid_1", AMINA, "Success", NOW)
    await store.record_ussd_end(end)
    await store.purge(NOW + 91 * 24 * 3600)
    await store.record_ussd_end(end)
    assert (await store.counts())["ussd:at:Success"] == 2


async def test_a_thread_shows_what_was_typed_and_what_was_on_the_screen(store):
    await store.accept_mo(an_mo(AMINA, "bonjour"))
    await store.commit_turn(a_turn(await claim_one(store), messages=(an_mt(text="Bonjour."),)))
    _accepted, claimed = await store.accept_and_claim(a_hop())
    await store.commit_turn(a_turn(claimed, session=claimed.session, screen=MENU))
    lines = await store.thread(AMINA)
    assert [(line.kind, line.inbound, line.text, line.link) for line in lines] == [
        (MoKind.SMS, True, "bonjour", "kannel"),
        (MoKind.SMS, False, "Bonjour.", "kannel"),
        (MoKind.USSD, True, "1", "kannel"),
        (MoKind.USSD, False, "Menu", "kannel"),
    ]
