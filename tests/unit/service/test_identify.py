"""Case number and birth year: who knows both is let in; sixty birth years cannot be walked."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from bot.requests import LOCKED, WRONG
from programmes.registry.embedded import EmbeddedRegistry
from sms_gateway.identify import DAY, HOUR, KIND, Identifier
from sms_gateway.registry_vault import vault_of
from storage.sqlite import SqliteStore
from tests.unit.service.conversing import ACCEPTED, CASES, NOW, STRANGER

MINE, ANOTHER = CASES[0], CASES[1]
STATUS = "ou est ma demande svp"
NO_YEAR = 1900
YEARS = range(1930, 1995)


@asynccontextmanager
async def guarded(service):
    """An identifier over the service's folder, as after a start."""
    store = SqliteStore(service.folder / "recours.db", service.keys, now=lambda: NOW)
    registry = EmbeddedRegistry(service.folder / "registry.db", vault_of(service.keys))
    await store.open()
    try:
        yield Identifier(store, registry)
    finally:
        registry.close()
        await store.close()


@pytest.fixture
async def identifier(service):
    async with guarded(service) as identifier:
        yield identifier


def phones(number):
    return [f"+2126111{index:05d}" for index in range(number)]


async def test_number_and_year_together_prove_a_case(identifier):
    found = await identifier.verify(STRANGER, MINE.number, MINE.head_birth_year, NOW)
    assert (await identifier.registry.case(found)).number == MINE.number


async def test_a_wrong_year_and_an_unknown_number_sound_the_same(identifier):
    assert await identifier.verify(STRANGER, MINE.number, NO_YEAR, NOW) == WRONG
    assert await identifier.verify(STRANGER, "9999999999", MINE.head_birth_year, NOW) == WRONG


async def test_a_phone_has_five_tries_an_hour_whatever_the_numbers(identifier):
    told = [await identifier.verify(STRANGER, case.number, NO_YEAR, NOW) for case in CASES[:8]]
    assert told == [WRONG] * 5 + [LOCKED] * 3
    assert await identifier.verify(STRANGER, CASES[9].number, NO_YEAR, NOW + HOUR + 1) == WRONG


async def test_a_phone_has_ten_tries_a_day(identifier):
    told = [
        await identifier.verify(STRANGER, CASES[index].number, NO_YEAR, NOW + index * HOUR // 2)
        for index in range(12)
    ]
    assert told == [WRONG] * 10 + [LOCKED] * 2
    assert await identifier.verify(STRANGER, CASES[20].number, NO_YEAR, NOW + DAY + 6 * HOUR) == WRONG


async def test_a_case_number_has_five_tries_an_hour_whatever_the_phones(identifier):
    told = [await identifier.verify(phone, MINE.number, NO_YEAR, NOW) for phone in phones(8)]
    assert told == [WRONG] * 5 + [LOCKED] * 3


async def test_a_case_number_has_ten_tries_a_day_however_it_is_written(identifier):
    digits = MINE.number.removeprefix("ASD-").replace("-", "")
    spellings = [MINE.number, digits, f"{digits[:4]} {digits[4:]}", MINE.number.lower()] * 4
    told = [
        await identifier.verify(phone, number, NO_YEAR, NOW + index * HOUR // 2)
        for index, (phone, number) in enumerate(zip(phones(16), spellings, strict=True))
    ]
    assert told == [WRONG] * 10 + [LOCKED] * 6


async def test_a_locked_number_tells_nobody_the_right_year(identifier):
    for phone in phones(5):
        await identifier.verify(phone, MINE.number, NO_YEAR, NOW)
    assert await identifier.verify(STRANGER, MINE.number, MINE.head_birth_year, NOW) == LOCKED


async def test_birth_years_cannot_be_walked_one_after_the_other(identifier):
    told = [await identifier.verify(STRANGER, MINE.number, year, NOW + year) for year in YEARS]
    assert set(told[5:]) == {LOCKED}


async def test_birth_years_cannot_be_walked_by_many_phones_in_one_moment(identifier):
    """Each asks before any other's try is judged."""
    tries = zip(phones(len(YEARS)), YEARS, strict=True)
    told = await asyncio.gather(*(identifier.verify(phone, MINE.number, year, NOW) for phone, year in tries))
    assert len([answer for answer in told if answer != LOCKED]) <= 5


async def test_a_try_counts_before_it_is_judged(identifier, service):
    (service.folder / "registry.db").rename(service.folder / "away.db")
    with pytest.raises(Exception, match="registry"):
        await identifier.verify(STRANGER, MINE.number, MINE.head_birth_year, NOW)
    assert await identifier.store.count_attempts(KIND, f"phone:{STRANGER}", NOW) == 1


async def test_the_tries_survive_a_restart(service):
    async with guarded(service) as identifier:
        for case in CASES[:5]:
            await identifier.verify(STRANGER, case.number, NO_YEAR, NOW)
    async with guarded(service) as identifier:
        assert await identifier.verify(STRANGER, MINE.number, MINE.head_birth_year, NOW) == LOCKED


async def test_a_right_answer_does_not_win_the_phone_tries_at_other_cases(identifier):
    for case in CASES[2:6]:
        await identifier.verify(STRANGER, case.number, NO_YEAR, NOW)
    assert await identifier.verify(STRANGER, MINE.number, MINE.head_birth_year, NOW) not in {WRONG, LOCKED}
    assert await identifier.verify(STRANGER, ANOTHER.number, ANOTHER.head_birth_year, NOW) == LOCKED


async def test_a_right_answer_forgives_the_case_number_its_wrong_tries(identifier):
    first, *others = phones(6)
    for phone in others[:4]:
        await identifier.verify(phone, MINE.number, NO_YEAR, NOW)
    assert await identifier.verify(first, MINE.number, MINE.head_birth_year, NOW) not in {WRONG, LOCKED}
    assert await identifier.verify(others[4], MINE.number, NO_YEAR, NOW) == WRONG


async def test_on_the_phone_five_wrong_years_lead_to_an_officer(service):
    async with service.open():
        await service.asks("ou est ma demande svp", STRANGER)
        for year in range(1931, 1936):
            await service.asks(MINE.number, STRANGER)
            answer = await service.asks(str(year), STRANGER)
            assert "ne vont pas ensemble" in answer
        await service.asks(MINE.number, STRANGER)
        assert "Trop d'essais" in await service.asks(str(MINE.head_birth_year), STRANGER)


# A number that changed hands


async def test_after_a_long_silence_a_registered_phone_proves_its_case_anew(service):
    async with service.open():
        for words in ("je veux contester", "2", "je nai rien recu", "1"):
            await service.asks(words)
        (ticket,) = await service.tickets()
        service.now += 181 * DAY
        assert "numéro de votre dossier" in await service.asks(STATUS)
        service.wait(60)
        assert ticket.reference[:3] not in (await service.asks("ou en est mon recours")).replace(" ", "")
        session = await service.store.session(ACCEPTED)
        assert (session.verified, session.suspended) == ({}, None)


async def test_a_phone_that_proved_its_case_after_the_silence_is_known_again_with_its_tickets(service):
    case = next(one for one in CASES if ACCEPTED in one.phones)
    async with service.open():
        for words in ("je veux contester", "2", "je nai rien recu", "1"):
            await service.asks(words)
        (ticket,) = await service.tickets()
        service.now += 181 * DAY
        for words in (STATUS, case.number):
            await service.asks(words)
        assert "ACCEPTEE" in await service.asks(str(case.head_birth_year))
        service.wait(60)
        assert ticket.reference[:3] in await service.asks("ou en est mon recours")
        service.now += 100 * DAY
        assert "ACCEPTEE" in await service.asks(STATUS)
