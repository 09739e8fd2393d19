"""Tickets of one household about one thing become one; the phone hears it once, the notes never."""

import re

import pytest

from storage.records import PROXY, TicketState
from tests.unit.console.officers_in_tests import AMINA, BRAHIM, DAY, NOW, a_ticket, an_officer, file_ticket

FIRST, SECOND, OTHER = "482177353", "118220045", "735211840"
TOLD = "Une seule réponse, sous 482.177.353."


@pytest.fixture
async def twice(store):
    """One household that wrote twice."""
    await file_ticket(store, a_ticket(FIRST, created_at=NOW - 5 * DAY, due_at=NOW + 10 * DAY))
    await file_ticket(store, a_ticket(SECOND, story="j'ai pas eu de reponse"))


def show(browser, *tickets, **into):
    asked = "&".join([*(f"ticket={one}" for one in tickets), *(f"{key}={into[key]}" for key in into)])
    return browser.open(f"/console/merge?{asked}")


async def merge(browser, *tickets, into=""):
    """Look at the page, and press its button."""
    page = await show(browser, *tickets, into=into)
    seen = re.findall(r'name="ticket" value="(\d+\.\d+)"', page.text)
    [head] = re.findall(r'name="into" value="(\d+)"', page.text)
    return await browser.send("/console/merge", ticket=seen, into=head)


async def told(store):
    return [claimed.mt for claimed in await store.claim_mts("phone", 50, NOW + DAY)]


async def kinds(store, reference):
    return [event.kind for event in await store.events(reference)]


async def test_what_would_happen_is_shown_and_nothing_is_done(browser, store, twice):
    page = await show(browser, FIRST, SECOND)
    for part in (TOLD, "0,085", "482.177.353", "118.220.045", "11 novembre 2025", "27 octobre 2025"):
        assert part in page.text
    assert (await store.ticket(SECOND)).head is None
    assert await told(store) == []


async def test_the_one_filed_first_leads_and_the_phone_hears_it_once(browser, store, twice):
    done = await merge(browser, SECOND, FIRST)
    assert done.place == f"/console/tickets/{FIRST}"
    [message] = await told(store)
    assert (message.recipient, message.text) == (AMINA, TOLD)
    merged = await store.ticket(SECOND)
    assert (merged.state, merged.head) == (TicketState.CLOSED, FIRST)
    assert (await kinds(store, SECOND))[-1] == "merged"
    assert (await kinds(store, FIRST))[-1] == "joined"
    audited = [(row.action, row.subject) async for _, row, _, _ in store.audit_rows()]
    assert audited[-2:] == [("ticket.merged", SECOND), ("ticket.joined", FIRST)]


async def test_three_of_one_phone_are_still_one_sms_in_the_language_that_it_speaks(browser, store):
    for reference in (FIRST, SECOND, OTHER):
        await file_ticket(store, a_ticket(reference, language="ar"))
    await merge(browser, FIRST, SECOND, OTHER, into=FIRST)
    assert [message.text for message in await told(store)] == ["جواب واحد تحت رقم 482.177.353."]


async def test_each_page_says_where_the_ticket_went_and_what_came(browser, store, twice):
    await merge(browser, FIRST, SECOND)
    merged, leading = [await browser.open(f"/console/tickets/{one}") for one in (SECOND, FIRST)]
    assert f'href="/console/tickets/{FIRST}"' in merged.text
    assert 'id="reply"' not in merged.text
    assert "j&#39;ai pas eu de reponse" in leading.text
    assert "118.220.045" in leading.text


async def test_a_note_goes_to_no_phone_and_is_read_with_the_ticket_that_leads(browser, store, twice):
    await browser.send(f"/console/tickets/{SECOND}/notes", note="zibeline au guichet")
    await merge(browser, FIRST, SECOND)
    await browser.act("decide", outcome="upheld", words="Vrai.")
    assert "zibeline" in (await browser.open(f"/console/tickets/{FIRST}")).text
    assert not [message for message in await told(store) if "zibeline" in message.text]
    events = [event for one in (FIRST, SECOND) for event in await store.events(one)]
    assert not [event for event in events if "zibeline" in event.note]


async def test_a_decision_on_the_ticket_that_leads_is_one_sms_and_stands_on_both(browser, store, twice):
    await merge(browser, FIRST, SECOND)
    await told(store)
    await browser.act("decide", outcome="upheld", words="Le certificat est valable.")
    [message] = await told(store)
    assert message.text.startswith("Recours 482.177.353: ACCEPTE")
    merged = await store.ticket(SECOND)
    assert (str(merged.outcome), merged.reason) == ("upheld", "Le certificat est valable.")


async def test_another_phone_of_the_household_hears_the_decision_under_its_own_number(browser, store, twice):
    await file_ticket(store, a_ticket(OTHER, phone=BRAHIM, language="ar"))
    page = await show(browser, FIRST, OTHER)
    assert "735.211.840 vient d" in re.sub("[\u2068\u2069]", "", page.text)
    assert TOLD not in page.text
    await merge(browser, FIRST, OTHER)
    assert await told(store) == []
    preview = await browser.act("decide", outcome="upheld", words="Vrai.", step="preview")
    assert "735.211.840: مقبول" in preview.text
    await browser.act("decide", outcome="upheld", words="Vrai.")
    heard = {message.recipient: message.text for message in await told(store)}
    assert heard[BRAHIM] == "التظلم 735.211.840: مقبول. السبب: Vrai."
    assert heard[AMINA].startswith("Recours 482.177.353")


async def test_another_phone_hears_of_a_refusal_only_once_a_second_officer_confirmed(browser, store, twice):
    await file_ticket(store, a_ticket(OTHER, phone=BRAHIM))
    await merge(browser, FIRST, OTHER)
    await browser.act("decide", outcome="rejected", words="Hors délai.")
    assert await told(store) == []
    await store.save_officer(an_officer("nadia"))
    await browser.sign_in("nadia")
    assert "735.211.840: REFUSE" in (await browser.open(f"/console/tickets/{FIRST}")).text
    await browser.act("confirm")
    assert {message.recipient for message in await told(store)} == {AMINA, BRAHIM}


@pytest.mark.parametrize("typed", ["482.177.353", "482 177 353", "482177353"])
async def test_a_reference_is_typed_as_the_phone_shows_it(browser, twice, typed):
    page = await show(browser, SECOND, other=typed.replace(" ", "%20"))
    assert f'name="into" value="{FIRST}"' in page.text


async def test_the_ticket_page_offers_the_household_s_open_tickets_and_no_others(browser, store, twice):
    await file_ticket(store, a_ticket(OTHER, phone=BRAHIM, case_id="case-99"))
    page = await browser.open(f"/console/tickets/{SECOND}")
    offered = re.findall(r'type="radio" name="into" value="(\d+)"', page.text)
    assert offered == [FIRST]


@pytest.mark.parametrize(
    "fields",
    [
        {"case_id": "case-99", "phone": BRAHIM},
        {"case_id": "case-99"},
        {"case_id": None, "phone": BRAHIM},
        {"case_id": None, "subject": {PROXY: {"kind": "relative", "name": ""}}},
        {"motive": "SENSITIVE", "case_id": None},
        {"subject": {"second_level": True}},
        {"programme": "mr_tekavoul"},
    ],
)
async def test_what_is_not_the_same_household_s_same_thing_is_left_and_said(stranger, store, twice, fields):
    await store.save_officer(an_officer(roles=("officer", "supervisor"), sensitive=True))
    await stranger.sign_in()
    await file_ticket(store, a_ticket(OTHER, **fields))
    page = await show(stranger, FIRST, OTHER)
    assert "735.211.840" in page.text
    assert 'class="main"' not in page.text
    refused = await stranger.send("/console/merge", ticket=[f"{FIRST}.1", f"{OTHER}.1"], into=FIRST)
    assert refused.status == 422
    assert (await store.ticket(OTHER)).head is None


async def test_what_is_answered_or_proposed_is_not_merged(browser, store, twice):
    await browser.act("decide", SECOND, outcome="rejected", words="Non.")
    assert 'class="main"' not in (await show(browser, FIRST, SECOND)).text
    await browser.act("decide", FIRST, outcome="upheld", words="Oui.")
    assert 'class="main"' not in (await show(browser, FIRST, SECOND)).text


@pytest.mark.parametrize("fields", [{"region": "MA-06"}, {"motive": "CONDUCT", "story": "grave-grave"}])
async def test_a_ticket_that_is_not_for_this_officer_is_not_even_named(stranger, store, twice, fields):
    await store.save_officer(an_officer(regions=("MA-05",)))
    await stranger.sign_in()
    await file_ticket(store, a_ticket(OTHER, **fields))
    for page in (await show(stranger, FIRST, OTHER), await show(stranger, FIRST, into=OTHER)):
        assert "735.211.840" not in page.text
        assert "grave-grave" not in page.text
    await stranger.send("/console/merge", ticket=[f"{FIRST}.1", f"{OTHER}.1"], into=FIRST)
    assert (await store.ticket(OTHER)).head is None
    refused = [row.subject async for _, row, _, _ in store.audit_rows() if row.action == "ticket.refused"]
    assert OTHER in refused


async def test_whoever_may_not_see_where_a_ticket_went_reads_only_that_it_went(stranger, store, twice):
    await store.save_officer(an_officer())
    await stranger.sign_in()
    await file_ticket(store, a_ticket(OTHER, region="MA-06", phone=BRAHIM))
    await merge(stranger, OTHER, FIRST, into=OTHER)
    await store.save_officer(an_officer("omar", regions=("MA-05",)))
    await stranger.sign_in("omar")
    page = await stranger.open(f"/console/tickets/{FIRST}")
    assert page.status == 200
    assert "735.211.840" not in page.text
    assert OTHER not in page.text


async def test_a_ticket_that_changed_meanwhile_is_not_merged(browser, store, twice):
    await browser.act("take", SECOND)
    stale = await browser.send("/console/merge", ticket=[f"{FIRST}.1", f"{SECOND}.1"], into=FIRST)
    assert stale.status == 409
    assert (await store.ticket(SECOND)).head is None
    assert await told(store) == []


async def test_a_double_click_merges_once(browser, store, twice):
    for _again in range(2):
        await browser.send("/console/merge", ticket=[f"{FIRST}.1", f"{SECOND}.1"], into=FIRST)
    assert len(await told(store)) == 1


async def test_a_number_that_changed_hands_hears_nothing_of_it(browser, store, desk, twice):
    desk.changed_hands = True
    assert TOLD not in (await show(browser, FIRST, SECOND)).text
    await merge(browser, FIRST, SECOND)
    assert await told(store) == []


async def test_an_elder_ticket_merged_into_a_younger_one_brings_its_day(browser, store, twice):
    await merge(browser, FIRST, SECOND, into=SECOND)
    leading = await store.ticket(SECOND)
    assert leading.due_at == NOW + 12 * DAY  # sooner than thirty days after the first filing
    clocks = {clock.reference: clock.started_at for clock in await store.due_clocks(NOW + 1, 10)}
    assert clocks[SECOND] == NOW - 5 * DAY


async def test_a_call_that_is_still_to_be_made_goes_with_the_ticket_that_leads(browser, store, twice):
    await file_ticket(store, a_ticket(OTHER, motive="INFORMATION"))
    await merge(browser, FIRST, OTHER)
    assert (await store.task(OTHER, "call")).done_at == NOW
    assert (await store.task(FIRST, "call")).done_at is None


async def test_a_merged_ticket_that_was_another_matter_is_taken_up_again_with_its_own_clock(
    browser, store, clock, twice
):
    await merge(browser, FIRST, SECOND)
    clock.now += 600
    await browser.act("reopen", SECOND, words="Une autre chose.")
    alone = await store.ticket(SECOND)
    assert (alone.state, alone.head, alone.due_at) == (TicketState.REOPENED, None, NOW + 12 * DAY)
    clocks = {one.reference: one.started_at for one in await store.due_clocks(NOW + 2 * DAY, 10)}
    assert clocks[SECOND] == NOW - 3 * DAY


async def test_the_queue_merges_what_is_ticked(browser, store, twice):
    page = await browser.open()
    assert 'formaction="/console/merge"' in page.text
    ticked = re.findall(r'name="ticket" value="(\d+\.\d+)"', page.text)
    assert f'name="into" value="{FIRST}"' in (await show(browser, *ticked)).text


@pytest.mark.parametrize("address", ["", "?ticket=1", f"?ticket={FIRST}", "?ticket=x&into=<b>"])
async def test_an_address_that_names_too_little_says_what_is_missing(browser, twice, address):
    page = await browser.open(f"/console/merge{address}")
    assert page.status == 200
    assert 'role="alert"' in page.text
    assert "<b>" not in page.text


async def test_what_is_answered_with_a_grave_matter_is_hidden_with_it(browser, store, twice):
    await merge(browser, FIRST, SECOND)
    await browser.act("sort", motive="SENSITIVE")
    merged = await store.ticket(SECOND)
    assert (merged.motive, merged.region, merged.head) == ("SENSITIVE", None, FIRST)
    assert (await browser.open(f"/console/tickets/{SECOND}")).status == 404
