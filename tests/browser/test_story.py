"""The whole path as people walk it: a recours typed on the phone, decided in the console, read on the phone.

With RECOURS_PICTURES=docs/pictures the pages that README and docs show are pictured on the way (`make pictures`).
"""

from __future__ import annotations

import asyncio
import os
import re
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from sms_gateway.app import open_service
from sms_gateway.demo import demo_settings, prepare_demo
from sms_gateway.web import listening, web_app
from tests.browser.signing_in import sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.xdist_group("browser"),
]

PICTURES = os.environ.get("RECOURS_PICTURES")
REFERENCE = re.compile(r"\d{3}\.\d{3}\.\d{3}")
ACCEPTED, REFUSED = "+212600000101", "+212600000102"
UNREACHABLE = "+212600000999"


@asynccontextmanager
async def serving(folder):
    settings = demo_settings({"service": {"data_folder": folder, "port": 0}})
    welcome = await asyncio.to_thread(prepare_demo, settings)
    async with (
        open_service(settings) as service,
        listening(web_app(service, welcome.numbers), "127.0.0.1", 0) as port,
    ):
        yield f"http://127.0.0.1:{port}", welcome


@pytest_asyncio.fixture(loop_scope="session")
async def service(tmp_path):
    async with serving(tmp_path / "demo") as running:
        yield running


async def picture(page, name):
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=f"{PICTURES}/{name}.png", full_page="console" in name)


class Handset:
    """A phone's page, and what a person does on it."""

    def __init__(self, page):
        self.page = page

    @classmethod
    async def of(cls, new_page, address, number, language):
        page = await new_page(locale={"fr": "fr-FR", "ar": "ar-MA"}[language])
        await page.goto(f"{address}/phone?number={number.replace('+', '%2B')}&lang={language}")
        return cls(page)

    async def text(self, words):
        """Send an SMS; gives the answer's text, once it is on the screen."""
        answers = self.page.locator("#thread .theirs")
        before = await answers.count()
        await self.page.fill("#draft", words)
        await self.page.click("button.send")
        await expect(answers).to_have_count(before + 1)
        return await self.last()

    async def last(self):
        return await self.page.locator("#thread .theirs .text").last.inner_text()

    async def hears(self, words):
        await expect(self.page.locator("#thread .theirs .text").last).to_contain_text(words)


class Counter:
    """The console, and what an officer does in it."""

    def __init__(self, page, address):
        self.page, self.address = page, address

    async def sign_in(self, login, password):
        await sign_in(self.page, f"{self.address}/console/", login, password)

    async def open_ticket(self, reference):
        await self.page.click(f"text={reference}")
        await expect(self.page.locator("h1")).to_have_text(reference)

    async def step(self, form, name="preview"):
        await self.page.click(f"{form} button[value={name}]")

    async def decide(self, outcome, reason):
        await self.page.check(f"#decide input[value={outcome}]")
        await self.page.fill("#reason", reason)
        await self.step("#decide")


async def test_in_french_an_appeal_is_filed_decided_and_heard_of(service, new_page):
    address, welcome = service
    phone = await Handset.of(new_page, address, ACCEPTED, "fr")
    assert "ACCEPTEE" in await phone.text("ou est ma demande svp")
    assert "21 ans" in await phone.text("1")
    await picture(phone.page, "phone-fr-amount")
    await phone.text("1")
    summary = await phone.text("mon fils a encore 20 ans, il est au lycee, j'ai le certificat")
    assert "mon fils a encore 20 ans" in summary
    receipt = await phone.text("1")
    reference = REFERENCE.search(receipt).group()
    await picture(phone.page, "phone-fr-receipt")

    officer = Counter(await new_page(), address)
    await officer.sign_in("demo", "not the password at all")
    await expect(officer.page.locator("[role=alert]")).to_be_visible()
    await picture(officer.page, "console-fr-refused-sign-in")
    await officer.sign_in("demo", welcome.password)
    await expect(officer.page.locator("html")).to_have_attribute("dir", "ltr")
    await picture(officer.page, "console-fr-queue")
    await officer.open_ticket(reference)
    await expect(officer.page.locator(".story")).to_contain_text("mon fils a encore 20 ans")
    await expect(officer.page.locator("body")).to_contain_text("anss.gov.ma")
    await picture(officer.page, "console-fr-ticket")

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
    await picture(phone.page, "phone-fr-decision")
    await expect(officer.page.locator("header.head")).to_contain_text("Notifi")
    await picture(officer.page, "console-fr-upheld")
    await officer.page.click("#close button")
    await expect(officer.page.locator("header.head .badge").first).to_have_class(re.compile("closed"))


async def test_in_arabic_from_right_to_left_and_the_appeal_is_rejected(service, new_page):
    address, welcome = service
    phone = await Handset.of(new_page, address, REFUSED, "ar")
    status = await phone.text("أين وصل طلبي")
    assert "رفض" in status
    await expect(phone.page.locator("html")).to_have_attribute("dir", "rtl")
    await phone.text("1")
    await phone.text("الدخل المسجل غير صحيح، أنا بدون عمل منذ سنة")
    receipt = await phone.text("1")
    reference = REFERENCE.search(receipt).group()
    await picture(phone.page, "phone-ar-receipt")

    officer = Counter(await new_page(locale="ar-MA"), address)
    await officer.sign_in("demo", welcome.password)
    await officer.page.click("text=العربية")
    await expect(officer.page.locator("html")).to_have_attribute("dir", "rtl")
    await picture(officer.page, "console-ar-queue")
    await officer.open_ticket(reference)
    await picture(officer.page, "console-ar-ticket")
    await officer.decide("rejected", "المؤشر محسوب على معطيات صحيحة")
    await expect(officer.page.locator(".preview .meta")).to_contain_text("UCS-2")
    await officer.step(".preview", "send")
    await expect(officer.page.locator("#confirm")).to_contain_text("أنتم من اقترحه")

    second = Counter(await new_page(locale="ar-MA"), address)
    await second.sign_in("demo2", welcome.password)
    await second.page.click("text=العربية")
    await second.open_ticket(reference)
    await picture(second.page, "console-ar-second-officer")
    await second.page.click("#confirm button.main")
    await phone.hears("المؤشر محسوب على معطيات صحيحة")
    await picture(phone.page, "phone-ar-decision")
    await picture(second.page, "console-ar-rejected")


async def test_an_sms_that_cannot_be_delivered_is_seen_in_the_console(service, new_page):
    address, welcome = service
    phone = await new_page()
    await phone.goto(f"{address}/phone?number={UNREACHABLE.replace('+', '%2B')}")
    await phone.fill("#draft", "je veux parler à un agent")
    await phone.click("button.send")
    await expect(phone.locator("#thread .theirs[data-state=failed]")).to_have_count(1)

    officer = Counter(await new_page(), address)
    await officer.sign_in("demo", welcome.password)
    await officer.page.locator("table a, li a").filter(has_text=REFERENCE).first.click()
    await expect(officer.page.locator(".failed").first).to_be_visible()
    await picture(officer.page, "console-fr-failed-sms")


async def test_on_a_small_screen_nothing_scrolls_sideways(service, new_page):
    address, welcome = service
    officer = Counter(await new_page(viewport={"width": 360, "height": 740}), address)
    await officer.sign_in("demo", welcome.password)
    wide = await officer.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    await picture(officer.page, "console-fr-small")
