"""A number that the registry gives to another household proves its case anew, and the past is not told."""

from __future__ import annotations

import dataclasses

import pytest
from msgspec.structs import replace

from sms_gateway.desk import ServiceDesk
from sms_gateway.desk_words import load_words
from sms_gateway.identify import Identifier
from sms_gateway.outgoing import Outgoing
from tests.unit.service.conversing import ACCEPTED, CASES, PACK, REFUSED, STRANGER, WORDING

STATUS, FOLLOW = "ou est ma demande svp", "ou en est mon recours"
OURS_BEFORE = next(case for case in CASES if ACCEPTED in case.phones)
OTHERS = next(case for case in CASES if REFUSED in case.phones)


class Reassigned:
    """The real registry, where an import moved phones; `moves` maps a case's id to its phones by now."""

    def __init__(self, registry):
        self.registry, self.moves, self.gone = registry, {}, set()

    def _now(self, case):
        if case is None or case.case_id in self.gone:
            return None
        return replace(case, phones=self.moves.get(case.number, case.phones))

    async def cases_of_phone(self, phone):
        found = [await self.case_by_number(case.number) for case in CASES]
        return tuple(case for case in found if case is not None and phone in case.phones)

    async def case(self, case_id):
        return self._now(await self.registry.case(case_id))

    async def case_by_number(self, number):
        return self._now(await self.registry.case_by_number(number))


@pytest.fixture
async def told(service):
    """A phone that heard of its case and filed on it; the registry may change under it."""
    async with service.open():
        registry = Reassigned(service.registry)
        facts = dataclasses.replace(
            service.thinker.facts, registry=registry, identifier=Identifier(service.store, registry)
        )
        service.thinker.facts = facts
        for words in ("je veux contester", "2", "je nai rien recu", "1"):
            await service.asks(words)
        service.wait(3600)
        yield service, registry, (await service.tickets())[0].reference


async def test_a_phone_that_the_registry_gives_to_others_proves_the_case_anew(told):
    service, registry, _reference = told
    registry.moves = {OURS_BEFORE.number: (), OTHERS.number: (ACCEPTED,)}
    assert "numéro" in await service.asks(STATUS)
    await service.asks(OTHERS.number)
    assert "REFUSEE" in await service.asks(str(OTHERS.head_birth_year))


async def test_its_new_holder_hears_nothing_of_the_tickets_from_before(told):
    service, registry, reference = told
    registry.moves = {OURS_BEFORE.number: (), OTHERS.number: (ACCEPTED,)}
    answer = await service.asks(FOLLOW)
    dotted = f"{reference[:3]}.{reference[3:6]}.{reference[6:]}"
    assert dotted not in answer
    assert dotted not in await service.asks("et mon recours?")


async def test_the_old_holder_who_proves_the_case_hears_of_them_again(told):
    service, registry, reference = told
    registry.moves = {OURS_BEFORE.number: ()}
    await service.asks(STATUS)
    await service.asks(OURS_BEFORE.number)
    await service.asks(str(OURS_BEFORE.head_birth_year))
    await service.asks("1")  # it is mine
    assert f"{reference[:3]}.{reference[3:6]}.{reference[6:]}" in await service.asks(FOLLOW)


async def test_an_open_dialogue_on_the_case_does_not_go_on_for_the_new_holder(told):
    service, registry, _reference = told
    before = await service.asks(STATUS)
    registry.moves = {OURS_BEFORE.number: (), OTHERS.number: (ACCEPTED,)}
    assert "DH" in before
    assert "DH" not in await service.asks("1")


async def test_a_household_that_adds_a_second_case_keeps_its_phone(told):
    service, registry, reference = told
    registry.moves = {OTHERS.number: (ACCEPTED,)}
    assert "Quel dossier" in await service.asks(STATUS)
    assert f"{reference[:3]}.{reference[3:6]}.{reference[6:]}" in await service.asks(FOLLOW)


async def test_a_ticket_is_told_although_its_case_left_the_registry(told):
    service, registry, reference = told
    case = await registry.case_by_number(OURS_BEFORE.number)
    registry.gone = {case.case_id}
    assert f"{reference[:3]}.{reference[3:6]}.{reference[6:]}" in await service.asks(FOLLOW)


async def test_a_stranger_with_a_proof_is_in_doubt_once_the_number_is_anothers(told):
    service, registry, _reference = told
    for words in (STATUS, OURS_BEFORE.number, str(OURS_BEFORE.head_birth_year)):
        await service.asks(words, STRANGER)
    service.wait(60)
    registry.moves = {OTHERS.number: (STRANGER,)}
    assert "numéro" in await service.asks(STATUS, STRANGER)


@pytest.mark.parametrize("later", [60, 3600, 2 * 24 * 3600])
@pytest.mark.parametrize("greeting", ["bonsoir", "menu", "1", "ou est ma demande svp"])
async def test_words_that_the_old_holder_left_are_never_offered_to_the_new_one(told, later, greeting):
    service, registry, _reference = told
    for words in ("je veux contester", "2", "3", "mes enfants sont au lycee", "menu"):
        await service.asks(words)
    registry.moves = {OURS_BEFORE.number: (), OTHERS.number: (ACCEPTED,)}
    service.wait(later)
    for words in (greeting, "1", "1", OTHERS.number, str(OTHERS.head_birth_year), "1", "1", "menu", "1", "1"):
        answer = await service.asks(words)
        assert "enfants" not in answer
        assert "pas encore parti" not in answer
    assert (await service.store.session(ACCEPTED)).suspended is None


async def test_a_story_that_the_old_holder_was_telling_does_not_go_on_for_the_new_one(told):
    service, registry, _reference = told
    for words in ("je veux contester", "2", "3", "mes enfants sont au lycee"):
        await service.asks(words)
    registry.moves = {OURS_BEFORE.number: (), OTHERS.number: (ACCEPTED,)}
    before = await service.tickets()
    for words in ("1", "et encore un mot", "1"):
        assert "enfants" not in await service.asks(words)
    # Who is not understood twice may ask for an officer, with words of one's own.
    filed = [ticket for ticket in await service.tickets() if ticket not in before]
    for ticket in filed:
        assert ticket.nature == "information"
        assert "enfants" not in ticket.story


def desk_of(registry):
    return ServiceDesk(PACK, registry, WORDING, Outgoing(WORDING, {}, "fr"), load_words())


async def test_a_decision_is_kept_from_a_number_that_the_registry_gave_to_others(told):
    service, registry, reference = told
    desk, ticket = desk_of(registry), await service.store.ticket(reference)
    assert await desk.is_still_theirs(ticket, await service.store.session(ACCEPTED))
    registry.moves = {OURS_BEFORE.number: (), OTHERS.number: (ACCEPTED,)}
    assert not await desk.is_still_theirs(ticket, await service.store.session(ACCEPTED))
    await service.asks(STATUS)  # the new holder writes: the phone is in doubt by itself now
    registry.moves = {}
    assert not await desk.is_still_theirs(ticket, await service.store.session(ACCEPTED))
