"""An officer's day in the browser: replies and second thoughts, notes, ready words, what is new without a reload."""

import re

import pytest
import pytest_asyncio
from playwright.async_api import expect

from storage.records import AuditEntry, MtState, TicketChange, TicketEvent, TicketQuery
from tests.browser.office import REFERENCE, office
from tests.browser.signing_in import sign_in
from tests.unit.console.officers_in_tests import AMINA, DAY, NOW, PASSWORD, a_ticket, file_ticket

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.xdist_group("browser"),
]

LATER = NOW + DAY


@pytest_asyncio.fixture(loop_scope="session")
async def desk(tmp_path, new_page):
    async with office(tmp_path) as (store, address):
        page = await new_page()
        await sign_in(page, address, "salma", PASSWORD)
        yield store, address, page


async def ticket(desk):
    _store, address, page = desk
    await page.goto(f"{address}tickets/{REFERENCE}")
    return page


async def test_a_reply_is_taken_back_and_its_words_come_back(desk):
    store, page = desk[0], await ticket(desk)
    await page.fill("#words", "Envoyez le nom de l'ecole.")
    await expect(page.locator("#cost")).to_contain_text("1")
    await page.click("#reply button[value=preview]")
    await page.click(".preview button[value=send]")
    undo = page.locator("form.undo")
    await expect(undo.locator("output")).to_contain_text(re.compile(r"1[0-5]"))
    await undo.locator("button").click()
    await expect(page.locator("p.done")).to_contain_text("rien n’a été envoyé")
    await expect(page.locator("#words")).to_have_value("Envoyez le nom de l'ecole.")
    await expect(page.locator(".thread li.cancelled")).to_have_count(1)
    assert await store.claim_mts("phone", 10, LATER) == []


async def test_a_note_is_kept_for_officers(desk):
    page = await ticket(desk)
    await page.fill("#note", "Vue au guichet lundi.")
    await page.click("#notes button")
    await expect(page.locator("#notes-list")).to_contain_text("Vue au guichet lundi.")
    await expect(page.locator(".thread")).not_to_contain_text("guichet")


async def test_ready_words_fill_the_reply_and_ready_reasons_choose_the_outcome(desk):
    page = await ticket(desk)
    await page.select_option("#words-ready", "school")
    await expect(page.locator("#words")).to_have_value("Quelle est l'école de l'enfant?")
    await expect(page.locator("#cost")).to_contain_text("GSM-7")
    await page.select_option("#reason-ready", "paper")
    await expect(page.locator("#decide input[value=upheld]")).to_be_checked()
    await expect(page.locator("#reason")).to_have_value("Votre papier montre ce que vous dites.")
    await page.click("#decide button[value=preview]")
    await expect(page.locator(".preview .bubble")).to_contain_text("Votre papier montre")


async def test_a_message_that_did_not_arrive_is_sent_again(desk):
    store, page = desk[0], await ticket(desk)
    await expect(page.locator(".thread li.failed")).to_contain_text("absent subscriber")
    await page.click("form.again button")
    await expect(page.locator("p.done")).to_contain_text("renvoyé")
    await expect(page.locator("form.again")).to_have_count(0)
    [claimed] = await store.claim_mts("phone", 10, NOW)
    assert claimed.mt.recipient == AMINA


async def test_words_find_the_ticket_and_stand_in_no_address(desk):
    _store, _address, page = desk
    await page.fill(".search input", "Lycée enfants fils")
    await page.press(".search input", "Enter")
    await expect(page.locator(".empty")).to_be_visible()  # nobody wrote all of these
    await page.fill(".search input", "LYCEE fils")
    await page.press(".search input", "Enter")
    await expect(page.locator("a.row")).to_have_text("482.177.353")
    assert "lyc" not in page.url.lower()


async def test_the_queue_tells_what_is_new_and_keeps_what_is_ticked(desk):
    store, address, page = desk
    await page.goto(address)
    await expect(page.locator("#live [role=status]")).to_have_text("En direct")
    await page.check(f"input[value^='{REFERENCE}']")
    await page.locator("a.row").last.focus()
    await file_ticket(store, a_ticket("222222222", phone="+212600000003", due_at=NOW - 5 * DAY))
    await expect(page.locator("a.row")).to_have_count(3)
    await expect(page.locator("a.row").first).to_have_text("222.222.222")
    await expect(page.locator(f"input[value^='{REFERENCE}']")).to_be_checked()
    await expect(page.locator("a.row").last).to_be_focused()
    await expect(page.locator(".tabs a").first).to_contain_text("3")
    changed = TicketChange(REFERENCE, TicketEvent(NOW, "omar", "assigned"), assignee="omar")
    await store.change_ticket([changed])
    await expect(page.locator("tr", has_text="482.177.353")).to_contain_text("omar")
    await page.keyboard.press("j")
    await expect(page.locator("a.row").last).to_be_focused()


async def test_an_open_ticket_follows_its_messages_while_something_is_typed(desk):
    store, page = desk[0], await ticket(desk)
    await page.fill("#words", "à moitié écri")
    await store.note_reader(REFERENCE, "omar", NOW, LATER)
    await expect(page.locator("#present")).to_contain_text("omar")
    [mt_id] = [line.mt_id for line in await store.thread(AMINA) if line.state == MtState.FAILED]
    event = TicketEvent(NOW, "omar", "resent")
    await store.resend(mt_id, AMINA, event, AuditEntry(NOW, "omar", "ticket.resent", REFERENCE))
    await expect(page.locator(".thread .ours")).to_have_count(2)
    await store.change_ticket(
        [TicketChange(REFERENCE, TicketEvent(NOW, "omar", "assigned"), assignee="omar")]
    )
    await expect(page.locator("#moved [role=alert]")).to_be_visible()
    await expect(page.locator("#words")).to_have_value("à moitié écri")


async def test_signing_out_elsewhere_is_seen(desk):
    _store, address, page = desk
    await page.goto(address)
    await expect(page.locator("#live [role=status]")).to_have_text("En direct")
    other = await page.context.new_page()
    await other.goto(address)
    await other.click(".who button")
    await expect(page.locator("#live [role=status]")).to_have_text("Plus en direct")


async def test_without_scripts_a_reply_is_filled_looked_at_sent_and_taken_back(tmp_path, new_page):
    async with office(tmp_path) as (store, address):
        page = await new_page(java_script_enabled=False)
        await sign_in(page, address, "omar", PASSWORD)
        await page.click("#live a")
        await page.goto(f"{address}tickets/{REFERENCE}")
        await page.select_option("#words-ready", "school")
        await page.click("#reply button[value=fill]")
        await expect(page.locator("#words")).to_have_value("Quelle est l'école de l'enfant?")
        await page.click("#reply button[value=preview]")
        await page.click(".preview button[value=send]")
        await page.click("form.undo button")
        await expect(page.locator(".thread li.cancelled")).to_have_count(1)
        assert await store.claim_mts("phone", 10, LATER) == []


async def test_views_and_filters_stand_in_the_address_and_several_tickets_are_given_at_once(desk):
    store, address, page = desk
    await page.goto(address)
    await page.locator(".tabs a", has_text="En retard").click()
    await expect(page.locator("a.row")).to_have_count(1)
    assert "overdue=1" in page.url
    await page.goto(address)
    await page.select_option("select[name=motive]", "AMOUNT")
    await page.click(".filters button")
    await expect(page.locator("a.row")).to_have_text("482.177.353")
    assert "motive=AMOUNT" in page.url
    await page.goto(address)
    await page.check("#all")
    await page.select_option("select[name=to]", "omar")
    await page.click(".assign button")
    await expect(page.locator(".done")).to_contain_text("2")
    assert {ticket.assignee for ticket in await store.tickets(TicketQuery())} == {"omar"}
