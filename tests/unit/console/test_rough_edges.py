"""An officer's day goes wrong in small ways: the session ends, a button is pressed twice, a phone writes much."""

import re

import pytest

from storage.records import TicketChange, TicketEvent
from tests.unit.console.officers_in_tests import AMINA, NOW, a_ticket, an_officer, file_ticket

PATH = "/console/tickets/482177353"
WORDS = "Votre dossier <est> à l'étude.\nRéponse 😀 le 12 novembre. مرحبا"


@pytest.fixture
async def ticket(store):
    return await file_ticket(store)


async def sent(store):
    return [one.mt.text for one in await store.claim_mts("phone", 10, NOW + 3600)]


def fields(page):
    """The form that a page of a lost session holds."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))


async def test_a_session_that_ended_in_the_middle_of_a_reply_loses_no_word(browser, store, ticket, clock):
    clock.now += 31 * 60
    page = await browser.send(f"{PATH}/act", act="reply", words=WORDS, version="1", step="send")
    assert page.status == 403
    assert "Votre session est terminée" in page.text
    assert (
        "Votre dossier &lt;est&gt; à l&#39;étude.\nRéponse 😀 le 12 novembre. مرحبا</textarea>" in page.text
    )
    assert f'action="{PATH}/act"' in page.text
    kept = {name: value for name, value in fields(page).items() if name in {"act", "version", "step"}}
    assert kept == {"act": "reply", "version": "1", "step": "send"}
    assert await sent(store) == []
    await browser.sign_in()
    assert (await browser.send(f"{PATH}/act", words=WORDS, **kept)).status == 303
    assert len(await sent(store)) == 1


@pytest.mark.parametrize(
    ("place", "form"),
    [
        ("notes", {"note": "à rappeler"}),
        ("redirect", {"words": "c'est au RSU", "version": "1", "desk": "RSU"}),
    ],
)
async def test_other_pages_give_back_what_was_written_too(stranger, ticket, place, form):
    page = await stranger.send(f"{PATH}/{place}", **form)
    assert page.status == 403
    assert "</textarea>" in page.text


@pytest.mark.parametrize(
    ("path", "form"),
    [
        (f"{PATH}/act", {"act": "take", "version": "1"}),
        ("/console/search", {"words": "lycee"}),
        ("/console/account/password", {"words": "azilal-2025-console"}),
    ],
)
async def test_where_nothing_was_written_one_signs_in_and_no_search_or_password_comes_back(
    stranger, ticket, path, form
):
    page = await stranger.send(path, **form)
    assert (page.status, page.place) == (303, "/console/sign-in")


async def test_another_site_is_given_nothing_back(stranger, ticket):
    page = await stranger.send(
        f"{PATH}/act", headers={"Sec-Fetch-Site": "cross-site"}, act="reply", words=WORDS, version="1"
    )
    assert page.status == 403
    assert "Votre dossier" not in page.text


@pytest.mark.parametrize(
    "form",
    [
        {"act": "reply", "words": "Votre dossier est a l'etude."},
        {"act": "decide", "words": "Le papier le montre.", "outcome": "upheld"},
        {"act": "decide", "words": "Le papier manque.", "outcome": "rejected"},
        {"act": "take"},
    ],
)
async def test_a_button_pressed_twice_acts_once_and_says_nothing_of_a_change(browser, store, ticket, form):
    pages = [await browser.act(version="1", **form) for _press in range(2)]
    assert [(page.status, page.place) for page in pages] == [(303, PATH)] * 2
    assert (await store.ticket("482177353")).version == 2
    assert len(await sent(store)) <= 1


async def test_what_somebody_else_did_or_other_words_are_no_second_press(browser, store, ticket):
    await browser.act("reply", words="Un mot.", version="1")
    assert (await browser.act("reply", words="Un autre mot.", version="1")).status == 409
    await store.change_ticket([TicketChange("482177353", TicketEvent(NOW, "omar", "replied", "Le sien."))])
    page = await browser.act("reply", words="Le sien.", version="2")
    assert page.status == 409
    assert "Le sien." in page.text


async def test_a_note_kept_twice_is_one_note(browser, store, ticket):
    for _press in range(2):
        await browser.send(f"{PATH}/notes", note="à rappeler après 14 h")
    await browser.send(f"{PATH}/notes", note="rappelée")
    assert len(await store.notes(["482177353"])) == 2


async def test_of_a_phone_that_writes_much_the_newest_are_shown_and_the_older_ones_one_click_away(
    browser, store, ticket, clock
):
    for number in range(60):
        await file_ticket(store, ticket_of_phone(number), words=f"message {number}.")
    page = await browser.open(PATH)
    assert page.text.count('class="bubble"') < 60
    assert "message 59." in page.text
    assert "message 3." not in page.text
    link = re.search(r'href="([^"]+messages=all[^"]*)"', page.text)[1]
    whole = await browser.open(link.split("#")[0])
    assert "message 3." in whole.text
    assert "messages=all#" not in whole.text
    part = re.search(r'data-part="([^"]+)"', whole.text)[1].replace("&amp;", "&")
    assert "message 3." in (await browser.open(part)).text


def ticket_of_phone(number):
    return a_ticket(f"{600_000_000 + number}", phone=AMINA, created_at=NOW - 1000 + number)


async def test_two_officers_on_one_ticket_see_each_other_and_the_second_keeps_their_words(
    browser, stranger, store, ticket
):
    await store.save_officer(an_officer("omar"))
    await store.note_reader("482177353", "omar", NOW, NOW + 45)
    page = await browser.open(PATH)
    assert "omar" in page.text
    await store.change_ticket(
        [TicketChange("482177353", TicketEvent(NOW, "omar", "assigned"), assignee="omar")]
    )
    page = await browser.act("reply", words="Mes mots.", version="1")
    assert page.status == 409
    assert "Mes mots." in page.text


async def test_a_search_that_finds_nothing_says_how_words_are_found_and_offers_no_filter(browser, ticket):
    found = await browser.send("/console/search", words="introuvable")
    page = await browser.open(found.headers["Location"])
    assert "Les mots se cherchent entiers" in page.text
    assert 'class="filters"' not in page.text
