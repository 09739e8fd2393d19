"""A lost appeal is proposed by one officer and confirmed by another; sorting, reopening, what the phone told."""

import pytest

from storage.records import Outcome, Priority, TicketChange, TicketEvent, TicketState
from tests.unit.console.officers_in_tests import (
    DAY,
    NOW,
    a_ticket,
    an_officer,
    file_ticket,
)

REFERENCE, PATH = "482177353", "/console/tickets/482177353"


@pytest.fixture
async def ticket(store):
    return await file_ticket(store)


@pytest.fixture
async def proposed(browser, store, ticket):
    """Salma would refuse."""
    done = await browser.act("decide", outcome="rejected", words="Le certificat date de 2023.")
    assert done.status == 303


async def now_is(store):
    return await store.ticket(REFERENCE)


async def sent(store):
    return [one.mt for one in await store.claim_mts("phone", 10, NOW)]


async def become(browser, store, login, **fields):
    """Somebody else sits down at the same browser."""
    await store.save_officer(an_officer(login, **fields))
    await browser.sign_in(login)


async def test_nothing_is_told_before_a_second_officer_has_looked(browser, store, proposed):
    waiting = await now_is(store)
    assert (waiting.state, waiting.outcome) == (TicketState.PROPOSED, Outcome.REJECTED)
    assert await sent(store) == []
    assert (await store.events(REFERENCE))[-1].kind == "proposed"


async def test_who_proposed_does_not_confirm_whatever_the_form_says(browser, store, proposed):
    assert 'value="confirm"' not in (await browser.open(PATH)).text
    assert (await browser.act("confirm")).status == 409
    assert (await now_is(store)).state is TicketState.PROPOSED


async def test_a_colleague_confirms_and_the_phone_hears_what_was_proposed(browser, store, proposed):
    await become(browser, store, "kenza")
    page = await browser.open(PATH)
    exact = "Recours 482.177.353: REFUSE. Raison: Le certificat date de 2023."
    assert exact in page.text
    assert "proposée par salma" in page.text
    await browser.act("confirm")
    [message] = await sent(store)
    assert (message.text, message.priority) == (exact, Priority.DECISION)
    assert (await now_is(store)).state is TicketState.NOTIFIED
    last = (await store.events(REFERENCE))[-1]
    assert (last.actor, last.kind) == ("kenza", "decided")


async def test_a_colleague_returns_it_with_a_reason_and_it_is_undecided_again(browser, store, proposed):
    await become(browser, store, "kenza")
    assert (await browser.act("return", words="  ")).status == 422
    await browser.act("return", words="Le certificat de 2025 est arrivé hier.")
    back = await now_is(store)
    assert (back.state, back.outcome, back.reason) == (TicketState.REVIEW, None, None)
    assert await sent(store) == []
    assert "Le certificat de 2025 est arrivé hier." in (await browser.open(PATH)).text


async def test_after_a_return_the_new_proposer_needs_another_again(browser, store, proposed):
    await become(browser, store, "kenza")
    await browser.act("return", words="Non.")
    await browser.act("decide", outcome="inadmissible", words="Hors du programme.")
    assert (await browser.act("confirm")).status == 409
    await browser.sign_in("salma")
    assert (await browser.act("confirm")).status == 303


async def test_a_complaint_that_is_no_appeal_is_decided_by_one(browser, store):
    await file_ticket(store, a_ticket(nature="reclamation", motive="PAYMENT"))
    await browser.act("decide", outcome="rejected", words="Le paiement est parti.")
    assert (await now_is(store)).state is TicketState.NOTIFIED


@pytest.mark.parametrize("act", ["propose", "redirect"])
async def test_no_form_skips_the_second_officer(browser, store, ticket, act):
    assert (await browser.act(act, outcome="rejected", words="Non.")).status == 400
    assert (await now_is(store)).version == 1


async def test_the_preview_says_that_a_second_officer_looks_first(browser, ticket):
    page = await browser.act("decide", outcome="rejected", words="Non.", step="preview")
    assert "Un second agent regarde d’abord" in page.text


async def test_sorting_names_what_a_ticket_is_about_and_takes_it_for_nobody(browser, store, ticket):
    await browser.act("sort", motive="PAYMENT")
    kept = await now_is(store)
    assert (kept.state, kept.motive, kept.assignee) == (TicketState.SORTED, "PAYMENT", None)


async def test_what_is_sorted_as_sensitive_leaves_the_unit_and_the_officer(browser, store, ticket):
    done = await browser.act("sort", motive="SENSITIVE")
    assert done.place == "/console/"
    kept = await now_is(store)
    assert (kept.motive, kept.region, kept.assignee) == ("SENSITIVE", None, None)
    assert (await browser.open(PATH)).status == 404


async def test_a_sort_into_nothing_known_is_refused(browser, store, ticket):
    assert (await browser.act("sort", motive="NONSENSE")).status == 400
    assert (await browser.act("sort", motive="")).status == 422


async def test_what_the_person_told_on_the_phone_ends_the_wait_and_is_kept(browser, store, ticket):
    await browser.act("ask", words="Quelle année ?")
    await browser.act("reply", words="Nous attendons.")
    assert (await now_is(store)).state is TicketState.WAITING
    await browser.act("hear", words="Elle dit: 2025.")
    assert (await now_is(store)).state is TicketState.REVIEW
    assert (await store.events(REFERENCE))[-1].note == "Elle dit: 2025."


async def closed(browser):
    await browser.act("decide", outcome="upheld", words="Vrai.")
    await browser.act("close")


async def test_a_closed_ticket_is_reopened_within_its_window_and_the_person_hears_it(browser, store, ticket):
    await closed(browser)
    await sent(store)
    await browser.act("reopen", words="Le paiement n’est jamais arrivé.")
    again = await now_is(store)
    assert (again.state, again.due_at) == (TicketState.REOPENED, NOW + 30 * DAY)
    assert [message.text for message in await sent(store)] == ["Recours 482.177.353: repris."]


async def test_after_the_window_nothing_reopens(browser, store, ticket, clock):
    await closed(browser)
    clock.now += 31 * DAY
    await browser.sign_in()
    assert 'value="reopen"' not in (await browser.open(PATH)).text
    assert (await browser.act("reopen", version="3", words="Trop tard.")).status == 409


async def test_what_its_person_withdrew_is_not_reopened(browser, store, ticket):
    event = TicketEvent(NOW, "person", "withdrawn")
    change = TicketChange(REFERENCE, event, state=TicketState.CLOSED, outcome=Outcome.WITHDRAWN)
    await store.change_ticket([change])
    assert (await browser.act("reopen", version="2", words="Quand même.")).status == 409
