"""A question is taken back like a reply: while it rests, once, and the ticket is what it was."""

import pytest

from storage.records import TicketState
from tests.unit.console.officers_in_tests import NOW, an_officer, file_ticket

REFERENCE = "482177353"
PATH = f"/console/tickets/{REFERENCE}"
WORDS = "De quelle année est le certificat ?"


@pytest.fixture
async def asked(browser, store):
    await file_ticket(store)
    await browser.act("ask", words=WORDS)


async def take_back(browser, at=NOW):
    return await browser.send(f"{PATH}/unask", asked=str(at))


async def test_for_a_while_the_page_offers_to_take_the_question_back(browser, clock, asked):
    page = await browser.open(PATH)
    assert f'action="{PATH}/unask"' in page.text
    assert "15" in page.text
    clock.now += 15
    assert "/unask" not in (await browser.open(PATH)).text


async def test_taken_back_it_was_never_asked_and_its_words_return_to_the_form(browser, store, asked):
    done = await take_back(browser)
    page = await browser.open(done.headers["Location"])
    assert "La question est reprise" in page.text
    assert f">{WORDS}</textarea>" in page.text
    assert 'value="ask" checked' in page.text
    ticket = await store.ticket(REFERENCE)
    assert (ticket.state, ticket.assignee) == (TicketState.RECEIVED, "salma")
    assert await store.pauses(REFERENCE) == []
    assert await store.fire_wakeups(NOW + 10**7, 10) == 0
    assert [row.action async for _, row, _, _ in store.audit_rows()][-2:] == ["ticket.unasked", "ticket.read"]


async def test_too_late_it_is_said_and_the_ticket_waits(browser, store, clock, asked):
    await store.fire_wakeups(NOW + 15, 10)
    clock.now += 15
    page = await browser.open((await take_back(browser)).headers["Location"])
    assert "Trop tard" in page.text
    assert (await store.ticket(REFERENCE)).state is TicketState.WAITING


async def test_it_is_taken_back_once(browser, store, asked):
    await take_back(browser)
    assert "said=too_late" in (await take_back(browser)).headers["Location"]
    assert [event.kind for event in await store.events(REFERENCE)].count("unasked") == 1


async def test_a_colleague_of_another_region_takes_nothing_back(browser, store, asked):
    await store.save_officer(an_officer("omar", regions=("MA-06",)))
    await browser.sign_in("omar")
    assert (await take_back(browser)).status == 404
    assert (await store.ticket(REFERENCE)).state is TicketState.WAITING


@pytest.mark.parametrize("at", ["", "x", "9" * 20])
async def test_a_form_that_names_no_moment_does_nothing(browser, store, asked, at):
    assert (await browser.send(f"{PATH}/unask", asked=at)).status == 400
    assert (await store.ticket(REFERENCE)).state is TicketState.WAITING


async def test_only_the_last_question_is_offered_back_and_a_taken_one_is_not(browser, asked):
    await take_back(browser)
    assert "/unask" not in (await browser.open(PATH)).text
