"""Associations, their phones and their lists: kept, audited, and gone when they are removed."""

import pytest

from storage.associations import Association, Listed
from storage.records import AuditEntry
from tests.conformance.given import AMINA, BRAHIM, NOW

NOUR, SALAM = "Association Nour", "Salam"
FIRST, SECOND = Listed("case-1", "123", "Settat"), Listed("case-2", "456")


def entry(action):
    return AuditEntry(NOW, "cli", action, NOUR)


async def actions(store):
    return [row.action async for _number, row, _previous, _hash in store.audit_rows()]


@pytest.fixture
async def nour(store):
    assert await store.save_association(NOUR, AMINA, entry("association.saved"))
    for household in (SECOND, FIRST):
        assert await store.list_household(NOUR, household, entry("association.listed"))
    return Association(NOUR, AMINA, (SECOND, FIRST))


async def test_an_association_is_found_by_its_phone_with_its_list_as_it_grew(store, nour, restart):
    store = await restart()
    assert await store.association_of(AMINA) == nour
    assert await store.association_of(BRAHIM) is None
    assert await store.associations() == [nour]


async def test_a_household_stands_once_on_a_list(store, nour):
    assert await store.list_household(NOUR, Listed("case-1", "123", "Berrechid"), entry("association.listed"))
    assert (await store.association_of(AMINA)).households == (SECOND, Listed("case-1", "123", "Berrechid"))


async def test_a_household_that_is_taken_off_vanishes(store, nour):
    assert await store.unlist_household(NOUR, "case-2", entry("association.unlisted"))
    assert not await store.unlist_household(NOUR, "case-2", entry("association.unlisted"))
    assert (await store.association_of(AMINA)).households == (FIRST,)


async def test_another_phone_takes_the_place_of_the_first(store, nour):
    assert await store.save_association(NOUR, BRAHIM, entry("association.saved"))
    assert await store.association_of(AMINA) is None
    assert (await store.association_of(BRAHIM)).households == nour.households


async def test_two_associations_do_not_share_a_phone(store, nour):
    assert not await store.save_association(SALAM, AMINA, entry("association.saved"))
    assert await store.associations() == [nour]


async def test_a_removed_association_leaves_no_list_behind(store, nour):
    assert await store.remove_association(NOUR, entry("association.removed"))
    assert await store.association_of(AMINA) is None
    assert await store.save_association(NOUR, AMINA, entry("association.saved"))
    assert (await store.association_of(AMINA)).households == ()


async def test_a_household_of_no_association_is_not_kept(store):
    assert not await store.list_household(SALAM, FIRST, entry("association.listed"))


async def test_what_changed_is_audited_and_what_did_not_is_not(store, nour):
    await store.save_association(SALAM, AMINA, entry("association.saved"))
    await store.unlist_household(NOUR, "case-9", entry("association.unlisted"))
    await store.remove_association(NOUR, entry("association.removed"))
    told = [action for action in await actions(store) if action.startswith("association")]
    assert told == ["association.saved", *["association.listed"] * 2, "association.removed"]
