"""Helpers and associations with the real store and registry: what they are told, and what is kept from them."""

from __future__ import annotations

from bot.proxy import MOST_HELPED, listed
from storage.records import PROXY, AuditEntry
from tests.unit.service.conversing import ACCEPTED, CASES, NOW, STRANGER
from tests.unit.service.test_clock import clock
from tests.unit.service.test_identify import DAY

PAID = next(case for case in CASES if ACCEPTED in case.phones)
OTHERS = [case for case in CASES if case is not PAID and case.phones]
STATUS, CONTEST, FOLLOW = "ou est ma demande svp", "je veux contester", "ou en est mon recours"
OFFICER = "je veux parler a un agent"
PAYMENT, AMOUNT = "g pas recu largent", "pourquoi ce montant"
NOUR, ENTRY = "Nour", AuditEntry(NOW, "cli", "association.saved", "Nour")


async def proves(service, case, *answers, phone=STRANGER):
    """By number and birth year, then whose it is."""
    for words in (case.number, str(case.head_birth_year), *answers):
        answer = await service.asks(words, phone)
    return answer


async def files(service, *choices, phone=STRANGER):
    """An appeal, from its first question on; gives the ticket."""
    for words in (*choices, "mon fils est au lycee", "1"):
        await service.asks(words, phone)
    return (await service.tickets(phone))[-1]


async def on_the_list(service, *cases):
    """The stranger's phone is the association Nour's, with these households."""
    await service.store.save_association(NOUR, STRANGER, ENTRY)
    for case in cases:
        found = await service.registry.case_by_number(case.number)
        await service.store.list_household(NOUR, listed(found), ENTRY)


async def test_a_helper_is_told_no_amount_payment_or_status(service):
    async with service.open():
        await proves(service, PAID, "2")
        for words in (STATUS, AMOUNT, PAYMENT, "quand je serai payé", "le montant est faux"):
            answer = await service.asks(words, STRANGER)
            assert "DH" not in answer
            assert "ACCEPTEE" not in answer


async def test_until_it_is_said_whose_file_it_is_nothing_is_told(service):
    async with service.open():
        await proves(service, PAID)
        for words in (STATUS, AMOUNT, PAYMENT):
            assert "DH" not in await service.asks(words, STRANGER)
        assert (await service.store.session(STRANGER)).helped.keys() == {(await case_id(service, PAID))}


async def case_id(service, case):
    return (await service.registry.case_by_number(case.number)).case_id


async def test_who_says_mine_is_told_all_and_may_take_it_back(service):
    async with service.open():
        assert "DH" in await proves(service, PAID, "1")
        assert "DH" in await service.asks(STATUS, STRANGER)


async def test_the_households_own_phone_is_not_asked_whose_file_it_is(service):
    async with service.open():
        await service.asks(STATUS)
        service.now += 181 * DAY  # in doubt
        assert "ACCEPTEE" in await proves(service, PAID, phone=ACCEPTED)


async def test_the_household_hears_once_by_day_that_somebody_filed_and_never_what(service):
    async with service.open():
        await proves(service, PAID, "2")
        ticket = await files(service, "1", "2", "1")
        assert ticket.subject == {PROXY: {"kind": "relative"}}
        await clock(service, 2)
        (told,) = await service.answers(ACCEPTED)
        assert told.startswith("Quelqu'un nous a écrit pour votre dossier.")
        assert ticket.reference[:3] not in told
        await clock(service, 30 * DAY)
        assert len(await service.answers(ACCEPTED)) == 1


async def test_a_helper_follows_adds_to_and_withdraws_its_ticket(service):
    async with service.open():
        await proves(service, PAID, "2")
        ticket = await files(service, "1", "2", "1")
        assert ticket.reference[:3] in await service.asks(FOLLOW, STRANGER)
        await service.asks("1", STRANGER)
        assert "Ajout" in await service.asks("voici encore un fait", STRANGER)
        await service.asks("je retire mon recours", STRANGER)
        assert "retiré" in await service.asks("1", STRANGER)


async def test_what_the_household_filed_is_not_told_to_who_helps_from_its_old_phone(service):
    async with service.open():
        await proves(service, PAID, "1")
        await service.asks(CONTEST, STRANGER)
        own = await files(service, "1", phone=STRANGER)
        service.now += 181 * DAY  # the phone is somebody else's by now
        await proves(service, PAID, "2")
        assert f"{own.reference[:3]}.{own.reference[3:6]}" not in await service.asks(FOLLOW, STRANGER)


async def test_a_phone_helps_three_households_unless_it_is_an_associations(service):
    async with service.open():
        for case in OTHERS[:MOST_HELPED]:
            assert "Vous aidez" in await proves(service, case, "2")
            service.now += 3700
        assert "pas inscrit" in await proves(service, OTHERS[MOST_HELPED], "2")
        assert "Vous aidez" in await service.asks(OTHERS[0].number, STRANGER)


async def test_a_household_helps_another_from_its_own_phone(service):
    mother = OTHERS[0]
    async with service.open():
        assert "DH" in await service.asks(STATUS)
        answer = await proves(service, mother, "2", phone=ACCEPTED)
        assert "Vous aidez" in answer
        ticket = await files(service, "1", "2", "1", phone=ACCEPTED)
        assert ticket.case_id == await case_id(service, mother)
        assert "DH" in await service.asks(STATUS)


# Associations


async def test_an_association_that_is_not_written_down_is_refused(service):
    async with service.open():
        assert "pas inscrit" in await proves(service, PAID, "3")
        assert "DH" not in await service.asks(STATUS, STRANGER)


async def test_an_association_files_for_its_list_without_a_birth_year(service):
    async with service.open():
        await on_the_list(service, *OTHERS[:2], PAID)
        assert PAID.commune in await service.asks(STATUS, STRANGER)
        assert "Vous aidez" in await service.asks(PAID.number, STRANGER)
        ticket = await files(service, "1", "1")
        assert ticket.case_id == await case_id(service, PAID)
        assert ticket.region == PAID.region
        assert ticket.subject[PROXY] == {"kind": "association", "name": NOUR}
        for words in (AMOUNT, PAYMENT, STATUS):
            assert "DH" not in await service.asks(words, STRANGER)


async def test_a_household_off_the_list_is_not_filed_for_by_its_number_alone(service):
    async with service.open():
        await on_the_list(service, OTHERS[0])
        assert "naissance" in await service.asks(PAID.number, STRANGER)


async def test_a_household_that_is_taken_off_the_list_vanishes_with_its_tickets(service):
    async with service.open():
        await on_the_list(service, PAID, OTHERS[0])
        await service.asks(PAID.number, STRANGER)
        ticket = await files(service, "1", "1")
        assert ticket.reference[:3] in await service.asks(FOLLOW, STRANGER)
        await service.store.unlist_household(NOUR, await case_id(service, PAID), ENTRY)
        assert f"{ticket.reference[:3]}.{ticket.reference[3:6]}" not in await service.asks(FOLLOW, STRANGER)
        assert "naissance" in await service.asks(PAID.number, STRANGER)


async def test_what_an_association_asks_an_officer_is_told_to_it_whatever_is_on_its_list(service):
    async with service.open():
        await on_the_list(service, PAID, OTHERS[0])
        await service.asks(OFFICER, STRANGER)
        (ticket,) = await service.tickets(STRANGER)
        assert (ticket.case_id, ticket.subject[PROXY]["name"]) == (None, NOUR)
        for case in (PAID, OTHERS[0]):
            assert ticket.reference[:3] in await service.asks(FOLLOW, STRANGER)
            await service.store.unlist_household(NOUR, await case_id(service, case), ENTRY)
        assert ticket.reference[:3] in await service.asks(FOLLOW, STRANGER)


async def test_a_household_that_vanishes_in_the_middle_of_a_story_gets_no_ticket(service):
    async with service.open():
        await on_the_list(service, PAID)
        for words in (PAID.number, "1", "1", "mon fils est au lycee"):
            await service.asks(words, STRANGER)
        await service.store.unlist_household(NOUR, await case_id(service, PAID), ENTRY)
        await service.asks("1", STRANGER)
        assert await service.tickets(STRANGER) == []
