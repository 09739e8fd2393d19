"""What an officer does, and what it changes: the ticket, the message to the phone, the history, the audit."""

import re

import pytest

from console.drafts import MAX_PARTS
from console.settings import ConsoleSettings
from storage.records import MtState, Outcome, Priority, TicketChange, TicketEvent, TicketState
from tests.unit.console.officers_in_tests import AMINA, NOW, a_ticket, file_ticket

PATH = "/console/tickets/482177353"
UNDO = ConsoleSettings().undo


@pytest.fixture
async def ticket(store):
    return await file_ticket(store)


async def now_is(store):
    return await store.ticket("482177353")


async def sent(store):
    """What waits for the phone."""
    return [claimed.mt for claimed in await store.claim_mts("phone", 10, NOW + UNDO)]


async def acted(store):
    rows = [entry async for _, entry, _, _ in store.audit_rows()]
    return [
        (row.actor, row.action, row.details)
        for row in rows
        if row.action.split(".")[0] not in {"sign-in", "second-step"} and row.action != "ticket.read"
    ]


async def test_taking_a_ticket_makes_it_mine_and_tells_the_phone_nothing(browser, store, ticket):
    page = await browser.act("take")
    assert (page.status, page.place) == (303, PATH)
    taken = await now_is(store)
    assert (taken.state, taken.assignee, taken.version) == (TicketState.ASSIGNED, "salma", 2)
    assert await sent(store) == []
    assert await acted(store) == [("salma", "ticket.assigned", {"state": "assigned"})]


async def test_a_reply_is_looked_at_before_it_is_sent(browser, store, ticket):
    words = "Reçu. Merci."
    page = await browser.act("reply", words=words, step="preview")
    assert page.status == 200
    assert "Recu. Merci." in page.text  # as it stands on the wire
    assert "12 caractères" in page.text
    assert "1 partie" in page.text
    assert "0,085" in page.text
    assert (await now_is(store)).version == 1
    assert await sent(store) == []


async def test_a_reply_goes_to_the_phone_and_stands_in_history_and_audit(browser, store, ticket):
    await browser.act("reply", words="Nous regardons votre dossier.")
    [message] = await sent(store)
    assert (message.recipient, message.text) == (AMINA, "Nous regardons votre dossier.")
    assert (message.priority, message.ticket) == (Priority.REPLY, "482177353")
    replied = await now_is(store)
    assert (replied.state, replied.assignee) == (TicketState.REVIEW, "salma")
    event = (await store.events("482177353"))[-1]
    assert (event.actor, event.kind, event.note) == ("salma", "replied", "Nous regardons votre dossier.")
    assert await acted(store) == [("salma", "ticket.replied", {"state": "review", "parts": 1})]


async def test_a_question_leaves_the_ticket_waiting_for_the_person(browser, store, ticket):
    await browser.act("ask", words="De quelle année est le certificat ?")
    assert (await now_is(store)).state is TicketState.WAITING
    event = (await store.events("482177353"))[-1]
    assert (event.kind, event.note) == ("asked", "De quelle année est le certificat ?")
    assert await sent(store) == []  # it waits until the conversation is idle
    await store.fire_wakeups(NOW + UNDO, 10)
    [woken] = await store.claim_mos(10, NOW + UNDO)
    assert (woken.mo.sender, woken.mo.recipient) == (AMINA, "phone")
    assert "De quelle année est le certificat ?" in woken.mo.text


@pytest.mark.parametrize(("outcome", "told"), [("upheld", "ACCEPTE"), ("partly", "ACCEPTE en partie")])
async def test_a_decision_is_previewed_word_for_word_and_then_sent(browser, store, ticket, outcome, told):
    reason = "Le certificat est valable."
    preview = await browser.act("decide", outcome=outcome, words=reason, step="preview")
    exact = f"Recours 482.177.353: {told}. Raison: Le certificat est valable."
    assert exact in preview.text
    assert (await now_is(store)).outcome is None
    await browser.act("decide", outcome=outcome, words=reason)
    [message] = await sent(store)
    assert (message.text, message.priority) == (exact, Priority.DECISION)
    decided = await now_is(store)
    assert (decided.state, decided.outcome, decided.reason) == (
        TicketState.NOTIFIED,
        Outcome(outcome),
        reason,
    )
    assert (await acted(store))[-1] == (
        "salma",
        "ticket.decided",
        {"state": "notified", "outcome": outcome, "parts": 1},
    )


async def test_the_audit_holds_no_words_and_no_phone(browser, store, ticket):
    await browser.act("reply", words="Un mot reconnaissable.")
    await browser.act("decide", outcome="upheld", words="Une raison reconnaissable.")
    rows = [str(entry) async for _, entry, _, _ in store.audit_rows()]
    assert not [row for row in rows if "reconnaissable" in row or AMINA in row]


async def test_closing_shows_its_message_first_and_sends_it(browser, store, ticket):
    await browser.act("decide", outcome="upheld", words="Vrai.")
    page = await browser.open(PATH)
    assert "Recours 482.177.353: clos. Merci." in page.text
    await sent(store)
    await browser.act("close")
    [message] = await sent(store)
    assert (message.text, message.priority) == ("Recours 482.177.353: clos. Merci.", Priority.NOTICE)
    assert (await now_is(store)).state is TicketState.CLOSED
    assert await store.fire_wakeups(NOW + 10, 10) == 1
    assert re.findall(r'name="act" value="(\w+)"', (await browser.open(PATH)).text) == ["reopen"]


async def test_an_arabic_ticket_is_decided_in_arabic(browser, store):
    await file_ticket(store, a_ticket(language="ar", story="ابني ما زال في الثانوية"))
    await browser.act("decide", outcome="upheld", words="الشهادة صحيحة")
    [message] = await sent(store)
    assert message.text == "التظلم 482.177.353: مقبول. السبب: الشهادة صحيحة"
    assert message.language == "ar"


async def test_a_second_officer_learns_that_the_ticket_moved_and_loses_no_word(browser, store, ticket):
    seen = (await browser.open(PATH)).version
    event = TicketEvent(NOW, "person", "added", "voici le certificat")
    await store.change_ticket([TicketChange("482177353", event)])
    for step in ("preview", "send"):
        page = await browser.act("reply", words="Mes mots soignés.", version=seen, step=step)
        assert page.status == 409
        assert "Ce ticket a changé" in page.text
        assert "Mes mots soignés." in page.text
        assert "voici le certificat" in page.text
        assert page.version == "2"
    assert await sent(store) == []
    assert (await browser.act("reply", words="Mes mots soignés.", version="2")).status == 303


async def test_a_race_lost_inside_the_store_reads_the_same(browser, store, ticket, monkeypatch):
    """Between our look at the version and the commit, the person writes."""
    change_ticket = store.change_ticket

    async def late(changes, *others):
        event = TicketEvent(NOW, "person", "added", "attendez")
        await change_ticket([TicketChange("482177353", event)])
        await change_ticket(changes, *others)

    monkeypatch.setattr(store, "change_ticket", late)
    page = await browser.act("decide", outcome="rejected", words="Mes raisons.")
    assert page.status == 409
    assert "Mes raisons." in page.text
    assert await sent(store) == []


async def test_words_typed_for_a_ticket_closed_meanwhile_are_shown_to_copy(browser, store, ticket):
    event = TicketEvent(NOW, "person", "withdrawn")
    change = TicketChange("482177353", event, state=TicketState.CLOSED, outcome=Outcome.WITHDRAWN)
    await store.change_ticket([change])
    page = await browser.act("reply", words="Mes mots soignés.", version="1")
    assert page.status == 409
    assert "Votre texte, non envoyé" in page.text
    assert "Mes mots soignés." in page.text


async def test_sending_twice_sends_once(browser, store, ticket):
    version = (await browser.open(PATH)).version
    pages = [await browser.act("reply", words="Une fois.", version=version) for _ in range(2)]
    assert [page.status for page in pages] == [303, 303]
    assert len(await sent(store)) == 1


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"act": "reply", "words": "   "}, "Écrivez ce que la personne lira."),
        ({"act": "decide", "words": "Vrai."}, "Choisissez la décision."),
        ({"act": "decide", "outcome": "upheld", "words": ""}, "Écrivez la raison"),
        ({"act": "reply", "words": "Voyez https://asd.example"}, "jamais de lien"),
        ({"act": "decide", "outcome": "upheld", "words": "voir www.asd.ma"}, "jamais de lien"),
        ({"act": "reply", "words": "long " * 31 * MAX_PARTS}, "trop long"),
        ({"act": "reply", "words": "x" * 5000}, "trop long"),
    ],
    ids=str,
)
async def test_what_cannot_be_sent_is_said_and_kept(browser, store, ticket, form, sentence):
    for step in ("preview", "send"):
        page = await browser.act(**form, step=step)
        assert page.status == 422
        assert sentence in page.text
        assert form["words"].strip()[:500] in page.text
    assert await sent(store) == []
    assert (await now_is(store)).version == 1


async def test_going_back_to_the_words_loses_none(browser, ticket):
    page = await browser.act("decide", outcome="partly", words="Presque.", step="change")
    assert page.status == 200
    assert ">Presque.</textarea>" in page.text
    assert 'value="partly" required checked' in page.text


@pytest.mark.parametrize(
    "form",
    [
        {"act": "destroy"},
        {"act": "take", "version": "x"},
        {"act": "decide", "outcome": "withdrawn", "words": "a"},
        {"act": "decide", "outcome": "nonsense", "words": "a"},
        {"act": "take", "step": "sideways"},
    ],
    ids=str,
)
async def test_a_form_that_is_not_ours_is_refused_plainly(browser, store, ticket, form):
    page = await browser.act(**form)
    assert page.status == 400
    assert (await now_is(store)).version == 1


async def test_an_act_that_does_not_fit_the_state_is_not_done(browser, store, ticket):
    page = await browser.act("close")
    assert page.status == 409
    assert (await now_is(store)).state is TicketState.RECEIVED


async def test_acting_on_anothers_ticket_leaves_it_with_that_officer(browser, store, ticket):
    await store.change_ticket(
        [TicketChange("482177353", TicketEvent(NOW, "kenza", "assigned"), assignee="kenza")]
    )
    await browser.act("reply", words="Kenza est absente, je réponds.")
    assert (await now_is(store)).assignee == "kenza"
    await browser.act("take")
    assert (await now_is(store)).assignee == "salma"


async def test_control_characters_never_reach_the_phone(browser, store, ticket):
    await browser.act("reply", words="Un\x07 deux\r\ntrois\x1b[31m e\u0301")
    [message] = await sent(store)
    assert message.text == "Un deux\ntrois[31m é"


async def test_what_an_sms_takes_is_told_while_typing(browser, ticket):
    page = await browser.send(f"{PATH}/measure", act="reply", version="1", words="bonjour")
    assert "7 caractères" in page.text
    assert page.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (MtState.SENT, "envoyé"),
        (MtState.FAILED, "non remis"),
        (MtState.UNKNOWN, "remise inconnue"),
    ],
)
async def test_the_thread_tells_what_became_of_each_message(browser, store, ticket, state, told):
    from storage.records import SendResult

    await browser.act("reply", words="Bonjour.")
    assert "en attente d’envoi" in (await browser.open(PATH)).text
    [claimed] = await store.claim_mts("phone", 1, NOW + UNDO)
    await store.record_sends([SendResult(claimed.mt_id, state, NOW, error="absent subscriber")])
    page = await browser.open(PATH)
    assert told in page.text
    assert "absent subscriber" in page.text


async def test_an_upheld_appeal_shows_what_is_to_change_until_when(browser, store):
    await file_ticket(store, a_ticket(case_id="case-17"))
    await browser.act("decide", outcome="upheld", words="Vrai.")
    page = (await browser.open(PATH)).text
    assert "Ce qui doit changer" in page
    assert "Le montant payé est à corriger" in page
    order = await store.instruction("482177353")
    assert (order.case_id, order.due_at) == ("case-17", NOW + 30 * 24 * 3600)


async def test_an_upheld_refusal_is_shown_too_though_it_is_about_no_month(browser, store):
    await file_ticket(store, a_ticket(case_id="case-17", motive="ELIGIBILITY", subject={"reason": "SCORE"}))
    await browser.act("decide", outcome="upheld", words="Vrai.")
    assert "La décision sur le dossier est à annuler" in (await browser.open(PATH)).text


async def test_a_rejected_appeal_changes_nothing(browser, store):
    await file_ticket(store, a_ticket(case_id="case-17"))
    await browser.act("decide", outcome="rejected", words="Non.")
    assert await store.instruction("482177353") is None
