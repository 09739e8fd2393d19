"""Accounts, sessions, texts, doubtful messages and the audit, as administrators and auditors use them."""

import re

import pytest

from console.authenticator import code_at, step_at
from console.sessions import device_of
from storage.records import AuditEntry, MoMessage, SecondStep, Turn
from tests.unit.console.officers_in_tests import NOW, PASSWORD, SECRET, a_ticket, an_officer, file_ticket

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
async def administrator(stranger, store):
    await store.save_officer(an_officer("driss", roles=("administrator",)))
    await store.save_officer(an_officer())
    await stranger.sign_in("driss")
    return stranger


async def audited(store):
    return [entry async for _, entry, _, _ in store.audit_rows()]


async def test_an_account_is_added_with_a_password_that_is_shown_once(administrator, store, client):
    form = {
        "login": "Nadia",
        "name": "Nadia",
        "role": "officer",
        "regions": "Oriental\n\nOriental\n",
        "language": "ar",
    }
    page = await administrator.send("/console/officers", **form)
    password = re.search(r'id="drawn">([^<]+)<', page.text)[1]
    kept = await store.officer("nadia")
    assert (kept.roles, kept.regions, kept.language, kept.sensitive) == (
        ("officer",),
        ("Oriental",),
        "ar",
        False,
    )
    assert password not in (await administrator.open("/console/officers/nadia")).text
    client.session.cookie_jar.clear()
    assert (await administrator.sign_in("nadia", password)).place == "/console/"


@pytest.mark.parametrize(
    "form",
    [
        {"login": "x", "name": "X", "role": "officer"},
        {"login": "nadia", "name": "", "role": "officer"},
        {"login": "nadia", "name": "N"},
        {"login": "nadia", "name": "N", "role": "minister"},
        {"login": "salma", "name": "S", "role": "officer"},
    ],
    ids=str,
)
async def test_an_account_that_makes_no_sense_or_is_there_already_is_refused(administrator, store, form):
    before = await store.officers()
    assert (await administrator.send("/console/officers", **form)).status in {400, 409}
    assert await store.officers() == before


async def test_rights_are_changed_at_once_and_audited(administrator, store):
    form = {"name": "Salma", "role": "auditor", "programmes": "ma_asd", "language": "fr", "sensitive": "1"}
    assert (await administrator.send("/console/officers/salma", **form)).status == 303
    kept = await store.officer("salma")
    assert (kept.roles, kept.programmes, kept.sensitive) == (("auditor",), ("ma_asd",), True)
    row = (await audited(store))[-1]
    assert (row.actor, row.action, row.subject) == ("driss", "officer.saved", "salma")
    assert row.details["roles"] == ["auditor"]


async def test_nobody_changes_their_own_rights(administrator, store):
    form = {"name": "D", "role": "supervisor", "language": "fr"}
    assert (await administrator.send("/console/officers/driss", **form)).status == 403
    assert (await store.officer("driss")).roles == ("administrator",)


async def test_a_lost_authenticator_is_forgotten_and_its_sessions_end(administrator, store, client):
    await store.save_second_step("salma", SecondStep(SECRET, confirmed=True))
    page = await administrator.send("/console/officers/salma/reset", what="second-step")
    assert page.status == 303
    assert await store.second_step("salma") is None
    assert (await audited(store))[-1].action == "officer.second-step-reset"


async def test_an_administrator_ends_somebodys_sessions(administrator, store, client):
    mine = {cookie.key: cookie.value for cookie in client.session.cookie_jar}
    client.session.cookie_jar.clear()
    await administrator.sign_in("salma")
    hers = {cookie.key: cookie.value for cookie in client.session.cookie_jar}
    client.session.cookie_jar.clear()
    client.session.cookie_jar.update_cookies(mine)
    assert (await administrator.send("/console/officers/salma/reset", what="sessions")).status == 303
    client.session.cookie_jar.clear()
    client.session.cookie_jar.update_cookies(hers)
    assert (await administrator.open()).place == "/console/sign-in"


async def test_ones_own_sessions_are_listed_and_ended(browser, store, client, clock):
    first = {cookie.key: cookie.value for cookie in client.session.cookie_jar}
    client.session.cookie_jar.clear()
    clock.now += 60
    client.session.headers["User-Agent"] = FIREFOX
    await browser.sign_in()
    page = await browser.open("/console/account")
    assert "Firefox · Linux" in page.text
    _this, other = re.findall(r'name="session" value="(\w+)"', page.text)
    assert (await browser.send("/console/account/session", session=other)).status == 303
    assert (await browser.open()).status == 200
    client.session.cookie_jar.clear()
    client.session.cookie_jar.update_cookies(first)
    assert (await browser.open()).place == "/console/sign-in"


async def test_nobody_ends_a_session_of_somebody_else_from_ones_own_page(browser, store):
    from storage.records import SignIn

    await store.open_sign_in(SignIn(b"z" * 32, "driss", NOW, NOW, proved=True))
    answer = await browser.send("/console/account/session", session=(b"z" * 32).hex()[:16])
    assert answer.status == 404
    assert await store.sign_ins("driss") != []


async def test_a_password_is_changed_by_who_knows_it_and_shows_a_code(browser, store, clock):
    clock.now += 60
    form = {"old": PASSWORD, "new": "une autre phrase", "code": "000000"}
    assert (await browser.send("/console/account/password", **form)).status == 403
    code = code_at(SECRET, step_at(clock.now))
    assert (
        await browser.send("/console/account/password", **form | {"old": "x", "code": code})
    ).status == 403
    clock.now += 30
    code = code_at(SECRET, step_at(clock.now))
    assert (await browser.send("/console/account/password", **form | {"code": code})).status == 303
    assert (await browser.open()).status == 200
    assert (await browser.password(password=PASSWORD)).status == 403


async def test_new_recovery_codes_ask_for_a_code_of_the_authenticator(browser, store, clock):
    assert (await browser.send("/console/account/codes", code="000000")).status == 403
    clock.now += 30
    page = await browser.send("/console/account/codes", code=code_at(SECRET, step_at(clock.now)))
    assert len(re.findall(r'<code dir="ltr">', page.text)) == 10
    assert await store.count_recovery_codes("salma") == 10


def test_a_browser_is_told_in_two_words():
    assert device_of(FIREFOX) == "Firefox · Linux"
    assert device_of("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0") == "Edge · Windows"
    assert device_of("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0 Safari/537.36") == "Chrome · Linux"
    assert device_of("") == ""


async def test_other_words_for_a_text_are_kept_once_they_fit_and_exported(administrator, store):
    form = {"msgid": "Added to {reference}.", "language": "fr"}
    for words in (
        "Ajouté.",
        "Ajouté à {reference} « ici ».",
        "Voir www.anss.ma {reference}",
        "{reference} " + "a" * 200,
    ):
        assert (await administrator.send("/console/texts/proposal", **form, words=words)).status == 400
    assert await store.proposals() == []
    assert (
        await administrator.send("/console/texts/proposal", **form, words="C'est ajouté à {reference}.")
    ).status == 303
    page = await administrator.open("/console/texts/fr.po")
    assert 'msgid "Added to {reference}."\nmsgstr "C\'est ajouté à {reference}."' in page.text
    assert "C&#39;est ajouté" not in (await administrator.open("/console/texts?words=stranger")).text
    await administrator.send("/console/texts/proposal", **form, words="")
    assert await store.proposals() == []


async def test_every_text_is_shown_in_its_languages_with_its_parts(administrator):
    page = await administrator.open("/console/texts?words=Added to")
    assert "Ajouté à {reference}." in page.text
    assert "أضيف إلى {reference}." in page.text
    assert "GSM-7" in page.text
    assert "UCS-2" in page.text


async def doubt(store, text, intent, phone="+212600000001"):
    await store.accept_mo(MoMessage("kannel", f"d-{text}", phone, "1717", text, NOW))
    [claimed] = await store.claim_mos(1, NOW)
    await store.commit_turn(
        Turn(claimed.mo_id, claimed.session, NOW, intent=intent, confidence=0.4, tier="none")
    )


async def test_doubtful_messages_are_shown_masked_and_learnt_from_a_persons_word(stranger, store):
    await doubt(store, "je m'appelle Fatima 0612345678 ma demande", "application_status")
    await doubt(store, "il me frappe", "protection_need")
    await store.save_officer(an_officer(roles=("supervisor",)))
    await stranger.sign_in()
    page = await stranger.open("/console/doubtful")
    assert "Fatima" not in page.text
    assert "0612345678" not in page.text
    assert "il me frappe" not in page.text
    number = re.search(r'name="message" value="(\d+)"', page.text)[1]
    await stranger.send("/console/doubtful", message=number, meaning="payment_date", words="")
    [word] = await store.confirmed()
    assert (word.intent, word.actor) == ("payment_date", "salma")
    assert "Fatima" not in word.text
    assert (await stranger.send("/console/doubtful", message="2", meaning="none")).status == 404


async def test_a_supervisor_of_one_region_sees_no_doubtful_message(stranger, store):
    await doubt(store, "chi haja", "help")
    await store.save_officer(an_officer(roles=("supervisor",), regions=("Oriental",)))
    await stranger.sign_in()
    assert "chi haja" not in (await stranger.open("/console/doubtful")).text
    assert (await stranger.send("/console/doubtful", message="1", meaning="help")).status == 404


async def test_amounts_are_shown_by_date_with_where_they_are_published(browser):
    page = await browser.open("/console/programmes")
    assert "DH" in page.text
    assert "2023-12" in page.text
    assert "anss.gov.ma" in page.text


async def test_an_auditor_reads_the_audit_but_of_others_tickets_only_that_something_was_done(stranger, store):
    await file_ticket(store, a_ticket("118220045", region="MA-06"))
    await store.audit([AuditEntry(NOW, "ali", "ticket.read", "118220045")])
    await store.save_officer(an_officer(roles=("auditor",), regions=("MA-05",)))
    await stranger.sign_in()
    page = await stranger.open("/console/audit")
    assert "ticket.read" in page.text
    assert "118220045" not in page.text
    await store.save_officer(an_officer(roles=("auditor",)))
    assert "118220045" in (await stranger.open("/console/audit")).text


async def test_an_administrator_verifies_the_audit_and_reads_none_of_it(administrator, store):
    await store.audit([AuditEntry(NOW, "ali", "ticket.read", "118220045")])
    assert "ticket.read" not in (await administrator.open("/console/audit")).text
    assert "suivent la chaîne" in (await administrator.send("/console/audit")).text
    assert (await audited(store))[-1].action == "audit.verified"


async def test_an_audit_that_was_edited_is_said_to_be(administrator, store):
    def edit(db):
        db.execute("DROP TRIGGER audit_is_not_edited")
        db.execute("UPDATE audit SET actor = 'nobody' WHERE number = 1")

    await store._write(edit)
    page = await administrator.send("/console/audit")
    assert 'role="alert"' in page.text


async def test_the_page_of_retention_shows_the_periods_and_what_is_held_and_nobody_s_words(
    administrator, store
):
    await file_ticket(store, a_ticket("482177353"))
    await store.hold("a court asks for Hafid", AuditEntry(NOW, "salma", "hold.set", "482177353"))
    page = (await administrator.open("/console/retention")).text
    assert "un ticket" in page
    assert "482.177.353" not in page
    assert "Hafid" not in page
    for words in ("Messages reçus et envoyés", "Tickets terminés", "sans limite"):
        assert words in page


async def test_which_tickets_are_on_hold_only_who_may_read_them_is_told(stranger, store):
    await store.save_officer(an_officer("nadia", roles=("auditor",)))
    for reference, motive in (("482177353", "AMOUNT"), ("600000011", "CONDUCT")):
        await file_ticket(store, a_ticket(reference, motive=motive))
        await store.hold("a court asks", AuditEntry(NOW, "salma", "hold.set", reference))
    await stranger.sign_in("nadia")
    page = (await stranger.open("/console/retention")).text
    assert "482.177.353" in page
    assert "600.000.011" not in page
