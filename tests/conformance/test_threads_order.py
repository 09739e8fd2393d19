"""What an officer reads of a phone stands in the order in which it was said."""

from __future__ import annotations

from storage.records import MoMessage, MtMessage, Turn

PHONE = "+212600000101"


async def test_within_one_second_each_answer_stands_behind_its_question(store):
    for number in range(3):
        await store.accept_mo(MoMessage("kannel", f"m{number}", PHONE, "555", f"question {number}", 1000))
        [claimed] = await store.claim_mos(1, 1000)
        answer = MtMessage("kannel", PHONE, "555", f"answer {number}", "fr", 1)
        await store.commit_turn(Turn(claimed.mo_id, claimed.session, 1000, (answer,)))
    assert [message.text for message in await store.thread(PHONE)] == [
        f"{word} {number}" for number in range(3) for word in ("question", "answer")
    ]
