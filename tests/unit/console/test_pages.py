"""What an officer reads: the queue, the ticket, three languages, and nothing that a phone's text could break."""

import re

import pytest

from console.routes import ROUTES
from storage.records import MtMessage, TicketChange, TicketEvent, TicketState
from tests.unit.console.desk_in_tests import CASE_NUMBER
from tests.unit.console.officers_in_tests import AMINA, BRAHIM, DAY, NOW, a_ticket, an_officer, file_ticket

PATH = "/console/tickets/482177353"
FILED = {
    "late": {"due_at": NOW - DAY, "motive": "PAYMENT", "late": True},
    "waiting": {"region": "MA-06", "language": "ar"},
}
HOSTILE = """<script>alert(1)</script><img src=x onerror=alert(2)> " ' & {{ 7*7 }} {% raw %} \u202e"""


def order(page):
    return re.findall(r"<bdi dir=\"ltr\">(\d{3}\.\d{3}\.\d{3})</bdi>", page.text)


def views(page):
    """What the tabs lead to, with their counts."""
    found = re.findall(r'<a href="([^"]+)"[^>]*>[^<]+<span class="count">(\d+)</span>', page.text)
    return {address.replace("&amp;", "&"): int(count) for address, count in found}


async def test_an_empty_queue_says_so(browser):
    page = await browser.open()
    assert page.status == 200
    assert "Rien ne vous attend ici." in page.text


async def test_what_is_due_first_stands_on_top_in_plain_words(browser, store):
    await file_ticket(store, a_ticket("118220045", due_at=NOW + 12 * DAY, phone=BRAHIM))
    await file_ticket(store, a_ticket("482177353", due_at=NOW - 5 * DAY, late=True))
    page = await browser.open()
    assert order(page) == ["482.177.353", "118.220.045"]
    for words in ("5 jours de retard", "dans 12 jours", "il y a 3 jours", "Montant", "hors délai"):
        assert words in page.text.replace("\u00a0", " ")


async def test_the_queue_shows_no_persons_words(browser, store):
    ticket = await file_ticket(store)
    page = await browser.open("/console/?state=all")
    assert ticket.story not in page.text
    assert AMINA not in page.text


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("", {"mine", "late", "waiting"}),
        ("?mine=1", {"mine"}),
        ("?overdue=1", {"late"}),
        ("?state=waiting", {"waiting"}),
        ("?state=notified", {"answered"}),
        ("?state=all", {"mine", "late", "waiting", "answered"}),
        ("?motive=PAYMENT", {"late"}),
        ("?motive=PAYMENT&mine=1", set()),
        ("?state=nonsense&page=-3", {"mine", "late", "waiting"}),
        ("?page=9", set()),
        ("?nobody=1", {"late", "waiting"}),
        ("?soon=1", set()),
        ("?region=MA-06", {"waiting"}),
        ("?region=MA-05&language=fr", {"mine", "late"}),
        ("?language=ar", {"waiting"}),
        ("?late=1", {"late"}),
    ],
)
async def test_filters_stand_in_the_address(browser, store, address, shown):
    names = {"111111111": "mine", "222222222": "late", "333333333": "waiting", "444444444": "answered"}
    for number, (digits, name) in enumerate(names.items()):
        fields = FILED.get(name, {})
        await file_ticket(store, a_ticket(digits, phone=f"+21260000010{number}", **fields))
    event = TicketEvent(NOW, "salma", "assigned")
    await store.change_ticket(
        [
            TicketChange("111111111", event, assignee="salma"),
            TicketChange("333333333", event, state=TicketState.WAITING),
            TicketChange("444444444", event, state=TicketState.NOTIFIED),
        ]
    )
    page = await browser.open(f"/console/{address}")
    assert {names[digits.replace(".", "")] for digits in order(page)} == shown


async def test_a_long_queue_has_pages_that_keep_the_filters(browser, store):
    for number in range(30):
        await file_ticket(store, a_ticket(f"{100000000 + number}", phone=f"+2126000002{number:02}"))
    first = await browser.open("/console/?motive=AMOUNT")
    assert len(order(first)) == 25
    assert "Page 1 sur 2" in first.text
    following = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    second = await browser.open(following)
    assert "motive=AMOUNT" in following
    assert len(order(second)) == 5
    assert not set(order(first)) & set(order(second))


@pytest.mark.parametrize("typed", ["482177353", "482.177.353", " 482 177 353 ", "482-177-353"])
async def test_a_reference_is_found_however_it_is_typed(browser, store, typed):
    await file_ticket(store)
    assert (await browser.send("/console/search", words=typed)).place == PATH


async def test_a_case_number_is_found_and_stays_out_of_the_address(browser, store):
    await file_ticket(store)
    page = await browser.send("/console/search", words=CASE_NUMBER)
    assert CASE_NUMBER not in page.headers["Location"]
    assert order(await browser.open(page.headers["Location"])) == ["482.177.353"]


@pytest.mark.parametrize("typed", ["999999999", "0000", "", "<b>", "٤٨٢١٧٧٣٥٣"])
async def test_what_is_not_found_is_said(browser, store, typed):
    await file_ticket(store)
    page = await browser.send("/console/search", words=typed)
    found = await browser.open(page.headers["Location"])
    assert order(found) == []
    assert "Aucun ticket trouvé" in found.text


@pytest.mark.parametrize("typed", ["0600000001", "06 00 00 00 01", "\u206606.00.00.00.01\u2069"])
async def test_a_phone_is_found_and_stays_out_of_the_address(browser, store, typed):
    await file_ticket(store)
    await file_ticket(store, a_ticket("118220045", case_id=None))
    await store.change_ticket(
        [TicketChange("118220045", TicketEvent(NOW, "x", "y"), state=TicketState.CLOSED)]
    )
    await file_ticket(store, a_ticket("222222222", phone=BRAHIM))
    page = await browser.send("/console/search", words=typed)
    assert "600000001" not in page.headers["Location"]
    found = await browser.open(page.headers["Location"])
    assert sorted(order(found)) == ["118.220.045", "482.177.353"]
    rows = [entry async for _, entry, _, _ in store.audit_rows() if entry.action == "tickets.searched"]
    assert [(row.actor, row.details) for row in rows] == [("salma", {"by": "phone"})]
    assert AMINA not in str(rows)


async def test_the_views_of_an_officer_are_links_with_counts(browser, store):
    await file_ticket(store, a_ticket("111111111", due_at=NOW - DAY))
    await file_ticket(store, a_ticket("222222222", due_at=NOW + DAY, phone=BRAHIM))
    await store.change_ticket([TicketChange("222222222", TicketEvent(NOW, "x", "y"), assignee="salma")])
    assert views(await browser.open()) == {
        "/console/": 2,
        "/console/?mine=1": 1,
        "/console/?nobody=1": 1,
        "/console/?soon=1": 1,
        "/console/?overdue=1": 1,
        "/console/?state=waiting": 0,
        "/console/?state=notified": 0,
        "/console/?state=all": 2,
    }


async def test_who_works_for_one_region_has_it_by_name_and_who_is_trusted_the_sensitive_queue(browser, store):
    await file_ticket(store, a_ticket("111111111", motive="SENSITIVE"))
    assert "À traiter" in (await browser.open()).text
    await store.save_officer(an_officer(regions=("MA-05",), sensitive=True))
    page = await browser.open()
    assert "Ma région" in page.text
    assert views(page)["/console/?sensitive=1"] == 1


async def test_the_ticket_shows_story_and_registry_side_by_side(browser, store):
    ticket = await file_ticket(store)
    page = await browser.open(PATH)
    wanted = (
        ticket.story,
        "…3530",
        "acceptée",
        "Azilal",
        "décret 2-23-1067",
        "un enfant a eu 21 ans",
        "supplément de handicap",
        "20 ans",
        "octobre 2025",
    )
    assert [words for words in wanted if words not in page.text] == []
    assert CASE_NUMBER not in page.text


async def test_a_registry_that_is_down_hinders_nobody(browser, store, desk):
    await file_ticket(store)
    desk.down = True
    page = await browser.open(PATH)
    assert page.status == 200
    assert "Le registre ne répond pas" in page.text
    assert (await browser.act("take")).status == 303
    assert (await browser.send("/console/search", words=CASE_NUMBER)).status == 303


@pytest.mark.parametrize("motive", ["SENSITIVE", "AMOUNT"])
async def test_of_a_sensitive_matter_the_officer_is_asked_to_write_nothing_telling(browser, store, motive):
    await store.save_officer(an_officer(sensitive=True))
    await file_ticket(store, a_ticket(motive=motive))
    page = await browser.open(PATH)
    assert ("ne dites pas de quoi il s’agit" in page.text) is (motive == "SENSITIVE")


async def test_a_ticket_without_a_case_says_so(browser, store):
    await file_ticket(store, a_ticket(case_id=None, subject={}))
    assert "aucun dossier connu" in (await browser.open(PATH)).text


async def test_a_store_that_cannot_write_answers_with_a_page(browser, store):
    await store.close()
    page = await browser.open()
    assert page.status == 503
    assert "Rien n’a changé" in page.text
    await store.open()


async def test_hostile_words_of_a_phone_are_only_words(browser, store):
    answer = MtMessage("phone", AMINA, "1717", HOSTILE, "fr", 1)
    await file_ticket(store, a_ticket(story=HOSTILE), answer=(answer,))
    await store.change_ticket([TicketChange("482177353", TicketEvent(NOW, "person", "added", HOSTILE))])
    page = await browser.act("reply", words=HOSTILE, step="change")
    for text in (page.text, (await browser.open(PATH)).text):
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "&lt;script&gt;alert(1)" in text
        assert "{{ 7*7 }}" in text


async def test_hostile_addresses_are_only_addresses(browser, stranger):
    page = await browser.open("/console/?state=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&motive=%22%3E%3Cb%3E")
    assert "<script>alert" not in page.text
    assert '"><b>' not in page.text


async def test_no_page_holds_script_or_style_of_its_own(browser, store):
    await file_ticket(store)
    for path in ("/console/", PATH, "/console/nothing"):
        text = (await browser.open(path)).text
        assert re.findall(r"<script(?![^>]*src=)", text) == []
        assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:", text) == []
        assert re.findall(r"(?:src|href)=\"https?:", text) == []


LANGUAGES = {"fr": "ltr", "ar": "rtl", "en": "ltr"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_names_its_language_and_direction(browser, store, language):
    await file_ticket(store)
    await browser.send("/console/language", language=language)
    pages = {route.name: "/console" + route.path for route in ROUTES if route.method == "GET"}
    pages |= {"ticket": PATH, "nothing": "/console/nothing", "absent": "/console/tickets/999999999"}
    for name in ("root", "sign_in", "live", "live_queue", "live_ticket"):  # the last three are no pages
        del pages[name]
    opened = [await browser.open(path) for path in pages.values()]
    opened.append(await browser.act("reply", words="x", step="preview"))
    await browser.send("/console/sign-out")
    opened.append(await browser.open("/console/sign-in"))
    opened.append(await browser.sign_in(password="wrong-password"))
    for page in opened:
        assert f'<html lang="{language}" dir="{LANGUAGES[language]}">' in page.text


async def test_the_accounts_language_is_used_until_the_switch_is(stranger, store):
    await store.save_officer(an_officer(language="ar"))
    await stranger.sign_in()
    assert 'dir="rtl"' in (await stranger.open()).text
    page = await stranger.send("/console/language", language="en", here="/console/?mine=1")
    assert page.headers["Location"] == "/console/?mine=1"
    assert '<html lang="en" dir="ltr">' in (await stranger.open()).text


async def test_before_signing_in_the_browsers_language_is_spoken(stranger):
    assert (
        'lang="ar"' in (await stranger.open("/console/sign-in", **{"Accept-Language": "ar-MA,fr;q=.8"})).text
    )
    assert (
        '<html lang="fr"' in (await stranger.open("/console/sign-in", **{"Accept-Language": "zh,;;,"})).text
    )


async def test_a_language_that_we_do_not_speak_is_refused(browser):
    assert (await browser.send("/console/language", language="../../x")).status == 400


async def test_a_persons_text_keeps_its_own_direction_whatever_the_officers(browser, store):
    await file_ticket(store, a_ticket(language="ar", story="ابني ما زال في الثانوية"))
    page = await browser.open(PATH)
    assert '<blockquote class="story" dir="auto" lang="ar">ابني ما زال في الثانوية</blockquote>' in page.text
    assert '<html lang="fr" dir="ltr">' in page.text


def test_the_stylesheet_is_short_and_mirrors_by_itself():
    from console.routes import STATIC_FILES

    lines = (STATIC_FILES / "console.css").read_text("utf-8").splitlines()
    sided = re.compile(
        r"(?:margin|padding|border|inset)-(?:left|right)|(?:^|[;{ ])(?:left|right):|align: (?:left|right)"
    )
    assert len(lines) < 400
    assert [line for line in lines if sided.search(line)] == []
    assert not [line for line in lines if "url(" in line or "@import" in line]


async def test_the_worklist_and_the_ticket_say_when_a_call_is_safe_and_what_it_is_about(browser, store):
    subject = {"call": "morning", "about": "card"}
    await file_ticket(store, a_ticket(motive="INFORMATION", nature="information", subject=subject))
    assert "Appeler le matin seulement" in (await browser.open()).text
    page = await browser.open(PATH)
    assert "Appeler le matin seulement" in page.text
    assert "Objet : Carte" in page.text
