"""Several tickets of one cause: put together, answered at once, each by its own rules and in its language."""

import re

import pytest

from storage.records import TicketState
from tests.unit.console.officers_in_tests import AMINA, BRAHIM, DAY, NOW, a_ticket, an_officer, file_ticket

FRENCH, ARABIC, REQUEST = "482177353", "118220045", "735211840"
TITLE = "Agence d'Azilal fermée en octobre"
WORDS = {"words_fr": "L'agence a rouvert.", "words_ar": "أعيد فتح الوكالة."}


@pytest.fixture
async def three(store):
    """Two appeals, one of them in Arabic, and a complaint."""
    await file_ticket(store, a_ticket(FRENCH))
    await file_ticket(store, a_ticket(ARABIC, phone=BRAHIM, language="ar", case_id="case-18"))
    await file_ticket(
        store, a_ticket(REQUEST, phone="+212600000003", nature="reclamation", case_id="case-19")
    )


async def put_together(browser, *references, title=TITLE, **form):
    done = await browser.send("/console/causes/new", ticket=list(references), title=title, **form)
    return done.place


@pytest.fixture
async def cause(browser, three):
    """The address of the cause of all three."""
    return await put_together(browser, FRENCH, ARABIC, REQUEST)


async def answer(browser, cause, **form):
    """Look at what would be sent, and send it."""
    preview = await browser.send(f"{cause}/answer", step="preview", **form)
    seen = re.findall(r'name="ticket" value="(\d+\.\d+)"', preview.text)
    return preview, await browser.send(f"{cause}/answer", step="send", ticket=seen, **form)


async def told(store):
    return {claimed.mt.recipient: claimed.mt for claimed in await store.claim_mts("phone", 50, NOW + DAY)}


async def states(store):
    return [(await store.ticket(one)).state for one in (FRENCH, ARABIC, REQUEST)]


async def test_the_queue_puts_what_is_ticked_under_a_named_cause(browser, store, three):
    assert 'formaction="/console/causes/new"' in (await browser.open()).text
    page = await browser.open(f"/console/causes/new?ticket={FRENCH}.1&ticket={ARABIC}.1")
    assert page.text.count('type="hidden" name="ticket"') == 2
    place = await put_together(browser, FRENCH, ARABIC)
    listed = await browser.open(place)
    assert TITLE.replace("'", "&#39;") in listed.text
    assert "482.177.353" in listed.text
    assert "118.220.045" in listed.text
    assert TITLE.replace("'", "&#39;") in (await browser.open("/console/causes")).text
    assert f'href="{place}"' in (await browser.open(f"/console/tickets/{FRENCH}")).text
    audited = [row.action async for _, row, _, _ in store.audit_rows()]
    assert audited.count("ticket.cause_joined") == 2
    assert "cause.opened" in audited


async def test_more_tickets_are_put_to_a_cause_that_is_known_and_taken_out_again(browser, store, cause):
    await file_ticket(store, a_ticket("555555555", phone="+212600000009"))
    number = cause.rpartition("/")[2]
    assert await put_together(browser, "555555555", title="", cause=number) == cause
    assert await store.cause_of("555555555") == int(number)
    await browser.send(f"{cause}/leave", ticket=["555555555"])
    assert await store.cause_of("555555555") is None


async def test_each_person_is_told_in_their_language_after_the_parts_and_the_price_were_shown(
    browser, store, cause
):
    preview, done = await answer(browser, cause, act="decide", outcome="upheld", **WORDS)
    for shown in ("482.177.353: ACCEPTE. Raison: L&#39;agence a rouvert.", "مقبول. السبب: أعيد فتح", "0,255"):
        assert shown in preview.text
    assert "3 parties" in preview.text
    assert "3 tickets ont reçu leur réponse" in done.text
    messages = await told(store)
    assert messages[AMINA].text == "Recours 482.177.353: ACCEPTE. Raison: L'agence a rouvert."
    assert messages[BRAHIM].text == "التظلم 118.220.045: مقبول. السبب: أعيد فتح الوكالة."
    assert await states(store) == [TicketState.NOTIFIED] * 3
    decided = [row.subject async for _, row, _, _ in store.audit_rows() if row.action == "ticket.decided"]
    assert set(decided) == {FRENCH, ARABIC, REQUEST}


async def test_a_preview_sends_nothing(browser, store, cause):
    await browser.send(f"{cause}/answer", step="preview", act="decide", outcome="upheld", **WORDS)
    assert await told(store) == {}
    assert await states(store) == [TicketState.RECEIVED] * 3


async def test_refused_appeals_wait_for_a_second_officer_who_confirms_them_together(browser, store, cause):
    await answer(browser, cause, act="decide", outcome="rejected", **WORDS)
    assert await states(store) == [TicketState.PROPOSED, TicketState.PROPOSED, TicketState.NOTIFIED]
    assert set(await told(store)) == {"+212600000003"}
    own, _ = await answer(browser, cause, act="confirm")
    assert "un autre agent confirme" in own.text
    assert 'name="ticket"' not in own.text
    await store.save_officer(an_officer("nadia"))
    await browser.sign_in("nadia")
    await answer(browser, cause, act="confirm")
    assert await states(store) == [TicketState.NOTIFIED] * 3
    assert set(await told(store)) == {AMINA, BRAHIM}


async def test_what_stands_against_one_keeps_no_other_waiting_and_is_said(browser, store, cause):
    preview = await browser.send(f"{cause}/answer", step="preview", act="decide", outcome="upheld", **WORDS)
    seen = re.findall(r'name="ticket" value="(\d+\.\d+)"', preview.text)
    await browser.act("take", ARABIC)
    done = await browser.send(
        f"{cause}/answer", step="send", ticket=seen, act="decide", outcome="upheld", **WORDS
    )
    assert "a changé entre-temps" in done.text
    assert "2 tickets ont reçu leur réponse" in done.text
    assert set(await told(store)) == {AMINA, "+212600000003"}


async def test_a_language_without_words_is_left_and_said(browser, store, cause):
    preview, _ = await answer(browser, cause, act="decide", outcome="upheld", words_fr="Vrai.")
    assert "Écrivez la raison" in preview.text
    assert set(await told(store)) == {AMINA, "+212600000003"}


async def test_a_second_press_of_the_button_tells_nobody_twice(browser, store, cause):
    preview = await browser.send(f"{cause}/answer", step="preview", act="reply", **WORDS)
    seen = re.findall(r'name="ticket" value="(\d+\.\d+)"', preview.text)
    for _again in range(2):
        await browser.send(f"{cause}/answer", step="send", ticket=seen, act="reply", **WORDS)
    messages = await store.claim_mts("phone", 50, NOW + DAY)
    assert len(messages) == 3


async def test_a_number_that_changed_hands_is_said_before_and_hears_nothing(browser, store, desk, cause):
    desk.changed_hands = True
    preview, _ = await answer(browser, cause, act="decide", outcome="upheld", **WORDS)
    assert "a changé de mains" in preview.text
    assert "Aucun SMS" in preview.text
    assert await told(store) == {}
    assert await states(store) == [TicketState.NOTIFIED] * 3


async def test_a_sensitive_ticket_joins_nothing_even_for_those_allowed(stranger, store, three):
    await store.save_officer(an_officer(sensitive=True))
    await stranger.sign_in()
    await file_ticket(store, a_ticket("555555555", motive="CONDUCT", phone="+212600000009"))
    page = await stranger.open(f"/console/causes/new?ticket={FRENCH}&ticket=555555555")
    assert "555.555.555" not in page.text
    await put_together(stranger, FRENCH, "555555555")
    assert await store.cause_of("555555555") is None


async def test_a_cause_of_another_region_s_tickets_does_not_exist(stranger, store):
    await file_ticket(store, a_ticket(FRENCH, region="MA-06"))
    await store.save_officer(an_officer())
    await stranger.sign_in()
    place = await put_together(stranger, FRENCH)
    await store.save_officer(an_officer("omar", regions=("MA-05",)))
    await stranger.sign_in("omar")
    assert (await stranger.open(place)).status == 404
    assert "Azilal" not in (await stranger.open("/console/causes")).text
    await file_ticket(store, a_ticket(ARABIC, phone=BRAHIM, region="MA-05"))
    taken = await stranger.send("/console/causes/new", ticket=[ARABIC], cause=place.rpartition("/")[2])
    assert taken.status == 422
    for path in ("answer", "leave"):
        assert (await stranger.send(f"{place}/{path}", ticket=[FRENCH], act="reply")).status == 404


async def test_an_officer_of_one_region_answers_its_tickets_alone(stranger, store, three):
    await file_ticket(store, a_ticket("555555555", region="MA-06", phone="+212600000009"))
    await store.save_officer(an_officer())
    await stranger.sign_in()
    place = await put_together(stranger, FRENCH, "555555555")
    await store.save_officer(an_officer("omar", regions=("MA-05",)))
    await stranger.sign_in("omar")
    page = await stranger.open(place)
    assert "555.555.555" not in page.text
    forged = await stranger.send(
        f"{place}/answer",
        step="send",
        ticket=[f"{FRENCH}.1", "555555555.1"],
        act="reply",
        words_fr="Bonjour.",
    )
    assert "555.555.555" not in forged.text
    assert set(await told(store)) == {AMINA}


async def test_a_ticket_that_is_not_of_the_cause_is_not_answered_with_it(browser, store, cause):
    await file_ticket(store, a_ticket("555555555", phone="+212600000009"))
    await browser.send(f"{cause}/answer", step="send", ticket=["555555555.1"], act="reply", **WORDS)
    assert await told(store) == {}


@pytest.mark.parametrize(
    "form", [{}, {"act": "close"}, {"act": "decide"}, {"act": "decide", "outcome": "withdrawn"}, {"act": "x"}]
)
async def test_a_form_that_says_too_little_is_asked_again(browser, store, cause, form):
    page = await browser.send(f"{cause}/answer", step="send", ticket=[f"{FRENCH}.1"], **form, **WORDS)
    assert page.status == 422
    assert 'role="alert"' in page.text
    assert await told(store) == {}


@pytest.mark.parametrize("form", [{"ticket": [FRENCH]}, {"title": "x"}, {"ticket": ["9"], "title": "x"}])
async def test_a_cause_needs_a_name_and_tickets(browser, store, three, form):
    assert (await browser.send("/console/causes/new", **form)).status == 422
    assert await store.causes() == []
