"""The lists beside the queue, redirecting, and what is printed: nothing for whom it is not."""

import pytest

from storage.records import Outcome, TicketChange, TicketEvent, TicketState
from storage.records.casework import Alert, Reading
from tests.unit.console.officers_in_tests import AMINA, BRAHIM, DAY, NOW, a_ticket, an_officer, file_ticket

ONE, TWO = "482177353", "118220045"
PATH = f"/console/tickets/{ONE}"


async def listed(browser, name):
    page = await browser.open(f"/console/lists/{name}")
    assert page.status == 200
    return {one for one in (ONE, TWO) if f"t{one}" in page.text}


async def alarm(store, reference=ONE, level="officer"):
    [ticking] = [one for one in await store.due_clocks(NOW, 10) if one.reference == reference]
    ticket = await store.ticket(reference)
    alert = Alert(reference, "breach", level, NOW, NOW)
    assert await store.keep_reading(Reading(ticking, ticket.version, "r", 0, alerts=(alert,)))


async def now_is(store, reference=ONE):
    return await store.ticket(reference)


async def test_a_call_is_tried_again_until_somebody_answers_whose_words_are_kept(browser, store):
    await file_ticket(store, a_ticket(motive="INFORMATION", nature="information"))
    assert await listed(browser, "call") == {ONE}
    await browser.send(f"{PATH}/call", outcome="no_answer")
    tried = await store.task(ONE, "call")
    assert (tried.tries, tried.due_at, tried.done_at) == (1, NOW + DAY, None)
    assert (await browser.send(f"{PATH}/call", outcome="reached")).status == 400  # with nothing said
    await browser.send(f"{PATH}/call", outcome="reached", words="Elle a reçu son paiement.")
    assert await listed(browser, "call") == set()
    assert [event.kind for event in await store.events(ONE)][-2:] == ["not_reached", "told"]
    assert (await browser.send(f"{PATH}/call", outcome="no_answer")).status == 400


async def test_what_is_told_on_the_phone_ends_the_wait(browser, store):
    await file_ticket(store, a_ticket(motive="INFORMATION"))
    await browser.act("ask", words="Quelle année ?")
    await browser.send(f"{PATH}/call", outcome="no_answer")
    assert (await now_is(store)).state is TicketState.WAITING
    await browser.send(f"{PATH}/call", outcome="reached", words="2025.")
    assert (await now_is(store)).state is TicketState.REVIEW


async def test_a_ticket_is_handed_to_the_desk_that_owns_the_datum_until_it_answers(browser, store):
    await file_ticket(store, a_ticket(motive="DATA", nature="reclamation"))
    done = await browser.send(f"{PATH}/redirect", version="1", desk="RSU", words="Votre score y est tenu.")
    assert done.status == 303
    handed = await now_is(store)
    assert (handed.state, handed.outcome) == (TicketState.NOTIFIED, Outcome.REDIRECTED)
    [claimed] = await store.claim_mts("phone", 10, NOW)
    assert "RSU, 11 novembre. Votre score y est tenu." in claimed.mt.text
    assert (await store.task(ONE, "desk")).due_at == NOW + 10 * DAY
    assert await listed(browser, "desk") == {ONE}
    await browser.send(f"{PATH}/desk", words="Le score est corrigé.")
    assert await listed(browser, "desk") == set()
    assert (await store.events(ONE))[-1].note == "Le score est corrigé."


@pytest.mark.parametrize(
    "form", [{"desk": "X"}, {"words": " "}, {"version": "x"}, {"words": "x" * 301}], ids=str
)
async def test_a_redirection_that_is_not_whole_is_refused(browser, store, form):
    await file_ticket(store)
    sent = {"version": "1", "desk": "RSU", "words": "Voilà."} | form
    assert (await browser.send(f"{PATH}/redirect", **sent)).status == 400
    assert (await now_is(store)).version == 1


async def test_a_sensitive_matter_goes_to_no_other_desk(browser, store):
    await store.save_officer(an_officer(sensitive=True))
    await file_ticket(store, a_ticket(motive="SENSITIVE"))
    assert 'id="redirect"' not in (await browser.open(PATH)).text
    sent = await browser.send(f"{PATH}/redirect", version="1", desk="RSU", words="Voilà.")
    assert sent.status == 400


async def test_what_the_registry_does_not_show_yet_stands_in_a_list(browser, store):
    await file_ticket(store)
    assert await listed(browser, "remedy") == set()
    await browser.act("decide", outcome="upheld", words="Vrai.")
    assert await listed(browser, "remedy") == {ONE}


async def test_an_alert_is_its_officers_then_its_supervisors_until_somebody_takes_notice(browser, store):
    await file_ticket(store)
    await alarm(store)
    assert await listed(browser, "alert") == {ONE}
    await store.change_ticket([TicketChange(ONE, TicketEvent(NOW, "kenza", "assigned"), assignee="kenza")])
    assert await listed(browser, "alert") == set()  # it is Kenza's
    await store.save_officer(an_officer(roles=("supervisor",)))
    assert await listed(browser, "alert") == {ONE}
    await browser.send(f"{PATH}/seen")
    assert await listed(browser, "alert") == set()
    [alert] = await store.alerts(ONE)
    assert (alert.seen_by, alert.seen_at) == ("salma", NOW)


async def test_a_supervisors_alert_is_not_shown_to_officers(browser, store):
    await file_ticket(store)
    await alarm(store, level="supervisor")
    assert await listed(browser, "alert") == set()


@pytest.mark.parametrize("name", ["alert", "call", "desk", "remedy"])
@pytest.mark.parametrize(
    ("officer", "ticket"),
    [
        ({"regions": ("MA-05",)}, {"region": "MA-06"}),
        ({}, {"motive": "SENSITIVE"}),
        ({}, {"motive": "CONDUCT"}),
        ({"sensitive": True, "regions": ("MA-05",)}, {"motive": "SENSITIVE", "region": None}),
    ],
    ids=str,
)
async def test_no_list_shows_what_is_not_this_officers(browser, store, name, officer, ticket):
    from storage.records import Task

    await file_ticket(store, a_ticket(**ticket))
    await alarm(store)
    for kind in ("call", "desk"):
        event = TicketEvent(NOW, "kenza", "moved")
        await store.change_ticket([TicketChange(ONE, event, task=Task(kind, NOW, "any"))])
    await store.save_officer(an_officer(**officer))
    assert await listed(browser, name) == set()
    for act in ("seen", "call", "desk", "redirect"):
        assert (await browser.send(f"{PATH}/{act}")).status == 404
    for page in ("receipt", "letter"):
        assert (await browser.open(f"{PATH}/{page}")).status == 404


async def test_a_list_that_is_not_there_is_not_found(browser):
    assert (await browser.open("/console/lists/nonsense")).status == 404


@pytest.mark.parametrize(
    ("language", "direction", "words"),
    [("fr", "ltr", ("Décision", "Motifs", "superviseur")), ("ar", "rtl", ("قرار", "الأسباب", "مشرف"))],
)
async def test_a_letter_has_number_grounds_and_way_on_and_nothing_personal(
    browser, store, language, direction, words
):
    await file_ticket(store)
    assert (await browser.open(f"{PATH}/letter")).status == 404  # nobody was told yet
    await browser.act("decide", outcome="partly", words="Le certificat date de 2023.")
    page = await browser.open(f"{PATH}/letter?lang={language}")
    assert f'lang="{language}" dir="{direction}"' in page.text
    for word in (*words, "482.177.353", "Le certificat date de 2023."):
        assert word in page.text
    for personal in (AMINA, AMINA[4:], "mon fils a encor", "case-17", "Salma"):
        assert personal not in page.text
    printed = [row.action async for _, row, _, _ in store.audit_rows() if "printed" in row.action]
    assert printed == ["ticket.letter_printed"]


async def test_what_is_printed_of_a_sensitive_matter_tells_nothing(browser, store):
    await store.save_officer(an_officer(sensitive=True))
    await file_ticket(store, a_ticket(motive="SENSITIVE", subject={}))
    await file_ticket(store, a_ticket(TWO, phone=BRAHIM, motive="INFORMATION", subject={}))
    receipt = (await browser.open(f"{PATH}/receipt?lang=fr")).text
    assert "Sensible" not in receipt
    assert "Réponse au plus tard le" in receipt
    await browser.act("decide", outcome="upheld", words="Un mot qui dirait tout.")
    letter = (await browser.open(f"{PATH}/letter?lang=fr")).text
    assert "Un mot qui dirait tout." not in letter
    assert "Ce recours a été traité." in letter
