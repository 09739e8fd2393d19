"""The short path as people walk it: a recours typed on the phone, upheld in the console, read on the phone.

With RECOURS_PICTURES=docs/pictures the pages that README and docs show are pictured on the way (`make pictures`).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.proxy import listed
from programmes.demo import demo_cases
from storage.records import AuditEntry
from tests.browser.people import REFERENCE, Counter, Handset, picture, serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.xdist_group("browser"),
]

ACCEPTED, REFUSED, UNREACHABLE = "+212600000101", "+212600000102", "+212600000999"
HELPER = "+212655557004"
NOUR = "Nour"


@pytest_asyncio.fixture(loop_scope="session")
async def service(tmp_path):
    async with serving(tmp_path / "demo") as running:
        yield running


async def test_in_french_an_appeal_is_filed_decided_and_heard_of(service, new_page):
    phone = await Handset.of(new_page, service, ACCEPTED, "fr")
    assert "ACCEPTEE" in await phone.text("ou est ma demande svp")
    assert "21 ans" in await phone.text("1")
    await picture(phone.page, "phone-fr-amount")
    await phone.text("1")
    summary = await phone.text("mon fils a encore 20 ans, il est au lycee, j'ai le certificat")
    assert "mon fils a encore 20 ans" in summary
    receipt = await phone.text("1")
    reference = REFERENCE.search(receipt).group()

    officer = Counter(await new_page(), service)
    await officer.sign_in("demo", "not the password at all")
    await expect(officer.page.locator("[role=alert]")).to_be_visible()
    await picture(officer.page, "console-fr-refused-sign-in")
    await officer.sign_in("demo", service.password)
    await expect(officer.page.locator("html")).to_have_attribute("dir", "ltr")
    await officer.open_ticket(reference)
    await expect(officer.page.locator(".story")).to_contain_text("mon fils a encore 20 ans")
    await expect(officer.page.locator("body")).to_contain_text("anss.gov.ma")

    await officer.page.fill("#words", "Envoyez le nom du lycée svp.")
    await officer.page.check("#reply input[value=ask]")
    await officer.step("#reply")
    await expect(officer.page.locator(".preview .meta")).to_contain_text("GSM-7")
    await officer.step(".preview", "send")
    await phone.hears("Envoyez le nom du lyc")

    await officer.decide("upheld", "le certificat scolaire est valable")
    await expect(officer.page.locator(".preview .bubble")).to_contain_text(reference)
    await picture(officer.page, "console-fr-preview")
    await officer.step(".preview", "send")
    await phone.hears("le certificat scolaire est valable")
    await expect(officer.page.locator("header.head")).to_contain_text("Notifi")
    await officer.page.click("#close button")
    await expect(officer.page.locator("header.head .badge").first).to_have_class(re.compile("closed"))


async def test_an_sms_that_cannot_be_delivered_is_seen_in_the_console(service, new_page):
    phone = await new_page()
    await phone.goto(f"{service.address}/phone?number={UNREACHABLE.replace('+', '%2B')}")
    await phone.fill("#draft", "je veux parler à un agent")
    await phone.click("button.send")
    await expect(phone.locator("#thread .theirs[data-state=failed]")).to_have_count(1)

    officer = Counter(await new_page(), service)
    await officer.sign_in("demo", service.password)
    await officer.page.locator("table a, li a").filter(has_text=REFERENCE).first.click()
    await expect(officer.page.locator(".failed").first).to_be_visible()
    await picture(officer.page, "console-fr-failed-sms")


async def test_what_an_association_filed_says_so_in_the_queue_and_on_its_page(service, new_page):
    entry = AuditEntry(0, "cli", "association.saved", NOUR)
    await service.store.save_association(NOUR, HELPER, entry)
    for case in list(demo_cases(datetime.now(UTC).date()))[9:11]:
        known = await service.registry.case_by_number(case.number)
        await service.store.list_household(NOUR, listed(known), entry)
    phone = await Handset.of(new_page, service, HELPER, "fr")
    for words in ("je veux contester", "1", "1", "le foyer vit a quatre dans une piece", "1"):
        await phone.text(words)
    reference = REFERENCE.search(await phone.last()).group()

    for language in ("fr", "ar"):
        officer = await Counter.of(new_page, service, "demo", language)
        await expect(officer.page.locator("tr", has_text=reference).locator(".badge.proxy")).to_contain_text(
            NOUR
        )
        await officer.open_ticket(reference)
        await expect(officer.page.locator("header.head .badge.proxy")).to_contain_text(NOUR)
        await picture(officer.page, f"console-{language}-proxy")


async def test_the_code_is_dialled_and_answered_in_the_language_of_who_dials(service, new_page):
    phone = await Handset.of(new_page, service, ACCEPTED, "fr")
    assert "1 Ma demande" in await phone.dial()
    await picture(phone.page.locator(".phone"), "phone-fr-ussd")

    phone = await Handset.of(new_page, service, REFUSED, "ar")
    await phone.text("أين وصل طلبي")
    await phone.dial()
    await phone.types("1", "رفض")
    await picture(phone.page.locator(".phone"), "phone-ar-ussd")


async def test_on_a_small_screen_nothing_scrolls_sideways(service, new_page):
    officer = Counter(await new_page(viewport={"width": 360, "height": 740}), service)
    await officer.sign_in("demo", service.password)
    wide = await officer.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    await picture(officer.page, "console-fr-small")
