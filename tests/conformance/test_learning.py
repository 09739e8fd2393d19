"""What is kept so that understanding gets better: doubtful messages, persons' words on them, counts."""

import pytest
from msgspec.structs import replace

from storage.errors import StoreError
from storage.learning import Confirmed, Doubtful, Understood
from storage.records import Turn
from tests.conformance.given import NOW, an_mo


async def heard(store, text, tier="none", intent="payment_date", confidence=0.3):
    """A message that had its turn; gives its number."""
    number = (await store.accept_mo(an_mo(text=text))).mo_id
    [claimed] = await store.claim_mos(1, NOW)
    session = replace(claimed.session, language="fr")
    await store.commit_turn(Turn(number, session, NOW, intent=intent, confidence=confidence, tier=tier))
    return number


def word(number, intent="payment_missing", **fields):
    return Confirmed(
        **{
            "mo_id": number,
            "intent": intent,
            "text": "larjan ?",
            "language": "fr",
            "actor": "amina",
            "at": NOW,
        }
        | fields
    )


async def test_only_what_the_model_doubted_waits_for_a_word_the_newest_first(store):
    first = await heard(store, "larjan kan")
    await heard(store, "merci", tier="phrase", confidence=0.95)
    await heard(store, "1", confidence=0.0)
    second = await heard(store, "flouss ?", intent="")
    assert await store.doubtful(10) == [
        Doubtful(second, NOW, "flouss ?", "fr", "", 0.3),
        Doubtful(first, NOW, "larjan kan", "fr", "payment_date", 0.3),
    ]
    assert [one.mo_id for one in await store.doubtful(1)] == [second]


async def test_guesses_that_one_may_not_see_are_left_out(store):
    await heard(store, "il me fait mal", intent="protection_need")
    other = await heard(store, "larjan")
    assert [one.mo_id for one in await store.doubtful(10, ["protection_need"])] == [other]


async def test_a_word_outlives_the_process_is_audited_and_the_last_one_counts(store, restart):
    number = await heard(store, "larjan kan")
    await store.confirm(word(number, "payment_date"))
    await store.confirm(word(number))
    store = await restart()
    assert await store.confirmed() == [word(number)]
    assert await store.doubtful(10) == []
    told = [entry async for _n, entry, _p, _h in store.audit_rows()]
    assert [(entry.actor, entry.action, entry.details) for entry in told] == [
        ("amina", "intent.confirmed", {"intent": "payment_date"}),
        ("amina", "intent.confirmed", {"intent": "payment_missing"}),
    ]
    assert await store.verify_audit() is None


async def test_a_message_that_was_clear_is_not_to_be_found_among_the_doubtful(store):
    clear, doubtful = await heard(store, "merci", tier="phrase"), await heard(store, "flouss")
    assert await store.one_doubtful(clear) is None
    assert (await store.one_doubtful(doubtful)).text == "flouss"


async def test_turns_are_counted_by_tier_and_intent_since_a_day(store):
    for confidence in (0.2, 0.4):
        await heard(store, "larjan", confidence=confidence)
    await heard(store, "merci", tier="phrase", intent="thanks_bye", confidence=0.95)
    assert await store.understood(NOW) == [
        Understood("none", "payment_date", 2, pytest.approx(0.3)),
        Understood("phrase", "thanks_bye", 1, 0.95),
    ]
    assert await store.understood(NOW + 1) == []


async def test_a_closed_store_keeps_no_word(store):
    await store.close()
    with pytest.raises(StoreError):
        await store.confirm(word(1))
