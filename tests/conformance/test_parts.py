"""Long messages in parts: joined once, whoever else sends at the same time, and never lost once acknowledged."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from storage.records import Dlr, MoPart, MtState, SendResult
from tests.conformance.given import AMINA, BRAHIM, LINK, NOW, a_turn, an_mt, send_one, state_of

REFERENCE = "udh8:42"


def join(parts):
    return "".join(part.octets.decode() for part in parts)


def cut(*texts, sender=AMINA, reference=REFERENCE, **fields):
    return [
        MoPart(
            **{"link": LINK, "sender": sender, "recipient": "1717", "reference": reference, "coding": 0}
            | {"total": len(texts), "number": number, "octets": text.encode(), "received_at": NOW}
            | fields
        )
        for number, text in enumerate(texts, start=1)
    ]


async def heard(store):
    """The accepted texts by phone, each having had its turn."""
    texts = []
    while claims := await store.claim_mos(100, NOW):
        for claimed in claims:
            texts.append((claimed.mo.sender, claimed.mo.text))
            await store.commit_turn(a_turn(claimed))
    return texts


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
async def test_parts_are_joined_in_their_order_whatever_order_they_come_in(store, order):
    parts = cut("Mon fils ", "va à ", "l'école.")
    answers = [await store.accept_part(parts[at], join) for at in order]
    assert answers[:2] == [None, None]
    assert not answers[2].duplicate
    assert await heard(store) == [(AMINA, "Mon fils va à l'école.")]


async def test_more_than_nine_parts_are_joined_by_number_and_not_by_spelling(store):
    texts = [f"{number} " for number in range(1, 21)]
    for part in reversed(cut(*texts)):
        await store.accept_part(part, join)
    assert await heard(store) == [(AMINA, "".join(texts))]


@pytest.mark.parametrize(
    "fields",
    [
        {"sender": BRAHIM},
        {"recipient": "1818"},
        {"reference": "udh16:42"},
        {"link": "other"},
    ],
)
async def test_parts_that_differ_in_who_they_are_from_or_to_never_mix(store, fields):
    first, second = cut("a1", "a2"), [replace(part, **fields) for part in cut("b1", "b2")]
    for part in (first[0], second[0], first[1], second[1]):
        await store.accept_part(part, join)
    assert sorted(text for _sender, text in await heard(store)) == ["a1a2", "b1b2"]


async def test_a_chain_of_another_total_is_another_chain(store):
    for part in (cut("a1", "a2")[0], cut("b1", "b2", "b3")[1], cut("a1", "a2")[1]):
        await store.accept_part(part, join)
    assert await heard(store) == [(AMINA, "a1a2")]


async def test_a_copy_of_a_part_has_no_effect_before_and_after_the_message_is_whole(store):
    first, second = cut("a1", "a2")
    assert await store.accept_part(first, join) is None
    assert await store.accept_part(first, join) is None
    accepted = await store.accept_part(second, join)
    for part in (first, second):
        again = await store.accept_part(part, join)
        assert (again.mo_id, again.duplicate) == (accepted.mo_id, True)
    assert await heard(store) == [(AMINA, "a1a2")]


async def test_parts_outlive_a_restart(store, restart):
    first, second = cut("a1", "a2")
    await store.accept_part(second, join)
    store = await restart()
    await store.accept_part(first, join)
    assert await heard(store) == [(AMINA, "a1a2")]


async def test_a_reference_used_again_for_other_words_is_a_new_message(store):
    for part in (*cut("a1", "a2"), *cut("b1", "b2")):
        await store.accept_part(part, join)
    assert (await store.counts())["mo:waiting"] == 2


async def test_an_open_chain_whose_reference_is_used_again_is_not_lost(store):
    await store.accept_part(cut("a1", "a2")[0], join)
    for part in cut("b1", "b2"):
        await store.accept_part(part, join)
    assert await heard(store) == [(AMINA, "a1"), (AMINA, "b1b2")]


async def test_what_came_of_a_chain_is_accepted_when_its_time_is_over(store):
    await store.accept_part(cut("a1", "a2")[1], join)
    assert await store.join_overdue(LINK, NOW, join) == 0
    assert await store.join_overdue(LINK, NOW + 1, join) == 1
    assert await store.join_overdue(LINK, NOW + 1, join) == 0
    assert await heard(store) == [(AMINA, "a2")]


async def test_a_joined_chain_is_forgotten_when_its_time_is_over(store):
    for part in cut("a1", "a2"):
        await store.accept_part(part, join)
    assert await store.join_overdue(LINK, NOW + 1, join) == 0
    for part in cut("a1", "a2", received_at=NOW + 2):
        await store.accept_part(part, join)
    assert (await store.counts())["mo:waiting"] == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(data=st.data())
async def test_shuffled_doubled_interleaved_parts_of_many_phones_never_mix(engine, data):
    phones = data.draw(st.integers(2, 4))
    sent = {
        f"+2126000000{number:02}": [f"{number}.{part} " for part in range(data.draw(st.integers(2, 12)))]
        for number in range(phones)
    }
    parts = [part for phone, texts in sent.items() for part in cut(*texts, sender=phone)]
    copies = data.draw(st.lists(st.sampled_from(parts), max_size=5))
    store = engine.store()
    await store.open()
    await store._write(lambda db: [db.execute(f"DELETE FROM {table}") for table in ("parts", "mo")])
    try:
        for part in data.draw(st.permutations(parts + copies)):
            await store.accept_part(part, join)
        assert sorted(await heard(store)) == sorted((phone, "".join(texts)) for phone, texts in sent.items())
    finally:
        await store.close()


# Messages to phones that went as several


async def test_a_long_message_is_delivered_when_enough_of_its_parts_are(store):
    await store.enqueue_mts([an_mt()])
    mt_id = await send_one(store, part_ids=("p1", "p2"), receipts=2)
    assert await store.record_dlr(Dlr(LINK, "DELIVRD", MtState.DELIVERED, NOW, smsc_id="p2"))
    assert await state_of(store, mt_id) is MtState.SENT
    await store.record_dlr(Dlr(LINK, "DELIVRD", MtState.DELIVERED, NOW, smsc_id="p2"))
    assert await state_of(store, mt_id) is MtState.SENT
    await store.record_dlr(Dlr(LINK, "DELIVRD", MtState.DELIVERED, NOW, smsc_id="p1"))
    assert await state_of(store, mt_id) is MtState.DELIVERED


@pytest.mark.parametrize("named", ["p1", "p2", "p3"])
async def test_one_receipt_for_a_long_message_may_name_any_part(store, named):
    await store.enqueue_mts([an_mt()])
    mt_id = await send_one(store, part_ids=("p1", "p2", "p3"), receipts=1)
    assert await store.record_dlr(Dlr(LINK, "DELIVRD", MtState.DELIVERED, NOW, smsc_id=named))
    assert await state_of(store, mt_id) is MtState.DELIVERED


async def test_a_part_that_fails_fails_its_message(store):
    await store.enqueue_mts([an_mt()])
    mt_id = await send_one(store, part_ids=("p1", "p2"), receipts=2)
    await store.record_dlr(Dlr(LINK, "DELIVRD", MtState.DELIVERED, NOW, smsc_id="p1"))
    await store.record_dlr(Dlr(LINK, "UNDELIV", MtState.FAILED, NOW, smsc_id="p2"))
    assert await state_of(store, mt_id) is MtState.FAILED


async def test_a_receipt_of_a_part_may_overtake_the_answer_to_the_send(store):
    await store.enqueue_mts([an_mt()])
    [claimed] = await store.claim_mts(LINK, 1, NOW)
    assert not await store.record_dlr(Dlr(LINK, "DELIVRD", MtState.DELIVERED, NOW, smsc_id="p1"))
    result = SendResult(claimed.mt_id, MtState.SENT, NOW, part_ids=("p1", "p2"), receipts=1)
    await store.record_sends([result])
    assert await state_of(store, claimed.mt_id) is MtState.DELIVERED


async def test_an_id_that_recurs_means_the_newest_message(store):
    await store.enqueue_mts([an_mt()])
    await send_one(store, part_ids=("p1", "p2"))
    await store.enqueue_mts([an_mt()])
    newer = await send_one(store, smsc_id="p1")
    await store.record_dlr(Dlr(LINK, "DELIVRD", MtState.DELIVERED, NOW, smsc_id="p1"))
    assert await state_of(store, newer) is MtState.DELIVERED
