"""The counter over the real registry: a case is proved as on a phone, and a ticket contests what a phone's would."""

import pytest
from msgspec.structs import replace

from console.counter import COUNTER, Filing, Refusal
from console.receipts import as_ticket
from programmes.pack import load_programme
from programmes.registry.embedded import EmbeddedRegistry
from sms_gateway.counter import ServiceCounter
from sms_gateway.given import open_wording
from sms_gateway.identify import AT_COUNTER, HOUR, Identifier
from sms_gateway.outgoing import Outgoing
from sms_gateway.registry_vault import vault_of
from storage.sqlite import SqliteStore
from tests.unit.console.officers_in_tests import a_ticket
from tests.unit.service.conversing import CASES, NOW

MINE = CASES[0]


@pytest.fixture
async def counter(service):
    store = SqliteStore(service.folder / "recours.db", service.keys, now=lambda: NOW)
    registry = EmbeddedRegistry(service.folder / "registry.db", vault_of(service.keys))
    await store.open()
    yield ServiceCounter(load_programme("ma_asd"), registry, Identifier(store, registry), "kannel")
    registry.close()
    await store.close()


def filing(household, **fields):
    return Filing("482177353", "AMOUNT", "Mon fils est au lycée.", "fr", household, **fields)


async def prove(counter, typed=MINE.number, year=MINE.head_birth_year, login="salma", at=NOW):
    return await counter.prove(typed, year, login, at)


async def test_number_and_year_prove_a_case_and_so_does_its_phone_with_the_year(counter):
    found = await prove(counter)
    assert found.number == f"…{MINE.number[-4:]}"
    assert (await counter.registry.case(found.case_id)).number == MINE.number
    assert await prove(counter, MINE.phones[0]) == found
    assert await prove(counter, MINE.phones[0], MINE.head_birth_year + 1) is Refusal.WRONG
    assert await prove(counter, "0612399999") is Refusal.WRONG


async def test_sixty_birth_years_cannot_be_walked_by_any_number_of_officers(counter):
    seen = [await prove(counter, year=1900 + each, login=f"officer{each}") for each in range(6)]
    assert seen == [Refusal.WRONG] * 5 + [Refusal.LOCKED]
    assert await prove(counter, at=NOW + HOUR + 1) is not Refusal.LOCKED


async def test_a_busy_officer_is_let_on_and_one_who_walks_numbers_is_not(counter):
    for _served in range(20):
        assert (await prove(counter)).case_id
    seen = [await prove(counter, f"{number:010}", 1950) for number in range(AT_COUNTER[0])]
    assert seen[-1] is Refusal.LOCKED
    assert (await prove(counter, login="nadia")).case_id


async def test_the_ticket_contests_what_a_phone_s_would_and_has_its_day(counter):
    ticket = await counter.ticket(filing(await prove(counter)), NOW)
    assert (ticket.nature, ticket.link, ticket.phone) == ("recours", COUNTER, "")
    assert ticket.subject["month"]
    assert "computed" in ticket.subject
    assert ticket.due_at == counter.programme.due_at("AMOUNT", NOW)


async def test_whoever_files_for_a_household_brings_no_figure_and_its_phone_hears_that_once(counter):
    household = await prove(counter)
    by = filing(household, proxy={"kind": "relative"}, phone="+212600000099")
    ticket = await counter.ticket(by, NOW)
    assert set(ticket.subject) <= {"proxy", "month"}
    [wakeup] = counter.told(by, NOW)
    assert (wakeup.phone, wakeup.link, wakeup.kind) == (MINE.phones[0], "kannel", "helped")
    assert counter.told(replace(by, phone=MINE.phones[0]), NOW) == ()
    assert counter.told(filing(household), NOW) == ()


async def test_a_grave_matter_has_neither_case_nor_region_nor_anybody_told(counter):
    grave = replace(filing(await prove(counter), proxy={"kind": "relative"}), motive="SENSITIVE")
    ticket = await counter.ticket(grave, NOW)
    assert (ticket.case_id, ticket.region, ticket.nature) == (None, None, "reclamation")
    assert counter.told(grave, NOW) == ()


def test_what_came_by_no_link_goes_by_the_first():

    outgoing = Outgoing(open_wording(load_programme("ma_asd")), {"kannel": "1717", "other": "1818"}, "fr")
    at_counter, by_phone = as_ticket(a_ticket(link=COUNTER)), as_ticket(a_ticket(link="other"))
    assert outgoing.to_person(at_counter, "Bonjour.", NOW).link == "kannel"
    assert outgoing.to_person(by_phone, "Bonjour.", NOW).link == "other"
