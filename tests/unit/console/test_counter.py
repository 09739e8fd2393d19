"""Somebody at the counter: proved as on a phone, filed once, with a receipt; a phone hears only where it shall."""

import re

import pytest

from storage.records import AuditEntry, TicketState
from storage.references import new_reference
from tests.unit.console.desk_in_tests import CASE, CASE_NUMBER
from tests.unit.console.officers_in_tests import AMINA, BRAHIM, DAY, NOW, an_officer, file_ticket

PROOF = {"number": CASE_NUMBER, "year": "1978"}
SAID = {"motive": "AMOUNT", "words": "Mon fils est au lycée.", "language": "fr", "seen": "1"}


async def find(browser, **form):
    return await browser.send("/console/counter", step="find", **PROOF | form)


async def file(browser, **form):
    """File what stands in the form; the one ticket there is then."""
    form = {"reference": new_reference(), "hears": "none", **PROOF, **SAID, **form}
    return await browser.send("/console/counter", step="file", **form)


async def filed(store):
    """The tickets there are, in the order in which something happened to them."""
    news = sorted(await store.news(0, await store.last_news()), key=lambda one: one.number)
    return [await store.ticket(one.reference) for one in news]


async def told(store):
    return [claimed.mt for claimed in await store.claim_mts("phone", 50, NOW + DAY)]


async def test_a_case_is_proved_and_only_its_masked_number_and_commune_are_shown(browser):
    page = await find(browser)
    assert "…3530" in page.text
    assert "Azilal" in page.text
    assert "scolarisé" not in page.text
    assert "+212600000001" not in page.text
    assert "01" in re.search("se termine par (.*?)<", page.text)[1]


async def test_whoever_looks_for_a_case_is_audited_found_or_not(browser, store):
    await find(browser)
    await find(browser, year="1979")
    rows = [row async for _, row, _, _ in store.audit_rows() if row.action == "case.asked_for"]
    assert [(row.actor, row.details) for row in rows] == [("salma", {"found": 1}), ("salma", {"found": 0})]


async def test_the_households_phone_finds_the_case_too_but_only_with_the_year(browser):
    assert "…3530" in (await find(browser, number="0600000001")).text
    wrong = await find(browser, number="0600000001", year="1979")
    assert wrong.status == 422
    assert "…3530" not in wrong.text


@pytest.mark.parametrize("proof", [{"year": "1979"}, {"number": "9"}, {"year": ""}, {"year": "19x8"}])
async def test_a_wrong_number_and_a_wrong_year_read_the_same_and_file_nothing(browser, store, proof):
    for page in (await find(browser, **proof), await file(browser, **proof)):
        assert page.status == 422
        assert "ne vont pas ensemble" in page.text
    assert await filed(store) == []


async def test_years_cannot_be_walked(browser):
    for year in (1950, 1951, 1952):
        await find(browser, year=str(year))
    assert "Trop d’essais" in (await find(browser)).text


async def test_a_ticket_is_filed_with_its_receipt_to_print_and_no_phone_hears(browser, store):
    done = await file(browser, month="2025-10")
    [ticket] = await filed(store)
    assert done.place == f"/console/tickets/{ticket.reference}/receipt"
    assert (ticket.case_id, ticket.phone, ticket.link, ticket.region) == (CASE, "", "counter", "MA-05")
    assert ticket.story == "Mon fils est au lycée."
    assert [(event.actor, event.kind) for event in await store.events(ticket.reference)] == [
        ("salma", "counter")
    ]
    assert await told(store) == []
    rows = [row async for _, row, _, _ in store.audit_rows() if row.action == "ticket.filed_at_counter"]
    assert [(row.actor, row.subject) for row in rows] == [("salma", ticket.reference)]
    assert (await browser.open(done.place)).status == 200


@pytest.mark.parametrize(
    ("hears", "heard"),
    [({"hears": "household"}, AMINA), ({"hears": "phone", "phone": "0600000002"}, BRAHIM)],
)
async def test_the_phone_that_was_chosen_hears_the_receipt_as_any_other(browser, store, hears, heard):
    await file(browser, **hears)
    [ticket] = await filed(store)
    [message] = await told(store)
    assert (message.recipient, message.ticket) == (heard, ticket.reference)
    assert message.text.startswith("Enregistré: ")


async def test_a_page_sent_twice_files_once(browser, store):
    reference = new_reference()
    for _again in range(2):
        assert (await file(browser, reference=reference, hears="household")).status == 303
    assert len(await filed(store)) == 1
    assert len(await told(store)) == 1


async def test_a_reference_that_is_another_ticket_s_is_drawn_anew(browser, store):
    reference = new_reference()
    await file(browser, reference=reference)
    await file(browser, reference=reference, words="Autre chose.")
    assert len(await filed(store)) == 2


@pytest.mark.parametrize("missing", [{"words": " "}, {"motive": "x"}, {"seen": ""}, {"hears": "phone"}])
async def test_what_is_missing_is_asked_and_what_was_typed_stays(browser, store, missing):
    page = await file(browser, **missing)
    assert page.status == 422
    assert 'role="alert"' in page.text
    assert "Mon fils" in page.text or missing.get("words")
    assert await filed(store) == []


async def test_without_a_case_an_information_is_filed_in_the_officer_s_region(stranger, store):
    await store.save_officer(an_officer(regions=("MA-05",)))
    await stranger.sign_in()
    page = await stranger.send("/console/counter", step="without")
    assert "Sans dossier" in page.text
    await file(stranger, number="", motive="INFORMATION", region="MA-05")
    [ticket] = await filed(store)
    assert (ticket.case_id, ticket.region) == (None, "MA-05")
    await file(stranger, number="", motive="INFORMATION", region="MA-06", words="ailleurs")
    assert [ticket.region for ticket in await filed(store)][-1] is None


async def test_of_a_grave_matter_the_officer_keeps_the_paper_and_sees_the_ticket_no_more(browser, store):
    page = await file(browser, motive="SENSITIVE", words="On m'a frappée.")
    [ticket] = await filed(store)
    assert (ticket.case_id, ticket.region) == (None, None)
    assert page.status == 200
    assert re.sub(r"(\d{3})(?=\d)", r"\1.", ticket.reference) in page.text
    assert "frapp" not in page.text
    assert "Sensible" not in page.text
    assert (await browser.open(f"/console/tickets/{ticket.reference}")).status == 404
    [row] = [row async for _, row, _, _ in store.audit_rows() if row.action == "ticket.filed_at_counter"]
    assert row.details == {}


async def test_a_household_of_another_region_is_served_and_its_ticket_goes_there(stranger, store, desk):
    await store.save_officer(an_officer(regions=("MA-06",)))
    await stranger.sign_in()
    page = await file(stranger)
    [ticket] = await filed(store)
    assert (page.status, ticket.region) == (200, "MA-05")
    assert (await stranger.open(f"/console/tickets/{ticket.reference}")).status == 404


async def test_an_association_files_for_a_household_whose_own_phone_hears_that(browser, store):
    entry = AuditEntry(NOW, "driss", "association.saved", "Tilila")
    await store.save_association("Tilila", "+212600000009", entry)
    assert "Tilila" in (await find(browser)).text
    await file(browser, by="Tilila", hears="phone", phone="0600000009")
    [ticket] = await filed(store)
    assert ticket.subject["proxy"] == {"kind": "association", "name": "Tilila"}
    assert await store.fire_wakeups(NOW, 10) == 1
    page = await browser.open(f"/console/tickets/{ticket.reference}")
    assert "Tilila" in page.text
    refused = await browser.act("reply", ticket.reference, words="Vous recevrez 900 DH.")
    assert refused.status == 422


async def test_an_association_that_is_not_written_down_is_nobody(browser, store):
    await file(browser, by="Inventée")
    [ticket] = await filed(store)
    assert "proxy" not in ticket.subject


async def test_where_no_phone_hears_nobody_is_written_to_and_the_decision_is_printed(browser, store):
    await file(browser)
    [ticket] = await filed(store)
    page = await browser.open(f"/console/tickets/{ticket.reference}")
    assert 'id="reply"' not in page.text
    assert (await browser.act("ask", ticket.reference, words="Quelle école?")).status == 409
    preview = await browser.act("decide", ticket.reference, outcome="upheld", words="Vrai.", step="preview")
    assert "Aucun téléphone" in preview.text
    await browser.act("decide", ticket.reference, outcome="upheld", words="Vrai.")
    assert await told(store) == []
    assert (await store.ticket(ticket.reference)).state is TicketState.NOTIFIED
    assert "Vrai." in (await browser.open(f"/console/tickets/{ticket.reference}/letter")).text
    await browser.act("close", ticket.reference)
    assert (await store.ticket(ticket.reference)).state is TicketState.CLOSED
    assert await told(store) == []


async def test_tickets_without_a_phone_are_no_household_for_it(browser, store):
    await file(browser, number="", motive="INFORMATION", words="une")
    await file(browser, number="", motive="INFORMATION", words="deux")
    one, two = await filed(store)
    page = await browser.open(f"/console/tickets/{one.reference}")
    assert two.reference not in page.text
    assert "Aucun ticket" in (await browser.open(f"/console/?phone_of={one.reference}&state=all")).text


async def test_the_registry_that_is_away_is_said_and_nothing_is_filed(browser, store, desk):
    desk.down = True
    assert "ne répond pas" in (await find(browser)).text
    assert (await file(browser)).status == 422
    assert await filed(store) == []


async def test_no_case_number_stands_in_an_address_or_in_the_audit(browser, store):
    done = await file(browser)
    rows = [str(row) async for _, row, _, _ in store.audit_rows()]
    assert not [row for row in rows if CASE_NUMBER in row or "1978" in row]
    assert CASE_NUMBER not in str(done.headers)


async def test_tickets_filed_by_phone_are_as_they_were(browser, store):
    await file_ticket(store)
    assert 'id="reply"' in (await browser.open("/console/tickets/482177353")).text
