"""A served demo, and the people of a story: somebody with a phone, an officer at the console.

With RECOURS_PICTURES=docs/pictures the pages that README and docs show are pictured on the way (`make pictures`).
"""

from __future__ import annotations

import asyncio
import os
import re
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import expect

from sms_gateway.app import open_service
from sms_gateway.demo import demo_settings, prepare_demo
from sms_gateway.web import listening, web_app
from tests.browser.signing_in import sign_in

PICTURES = os.environ.get("RECOURS_PICTURES")
REFERENCE = re.compile(r"\d{3}\.\d{3}\.\d{3}")
LOCALES = {"fr": "fr-FR", "ar": "ar-MA"}


class Served:
    """A running demo: its address, its officers' password, its store and registry."""

    def __init__(self, address, welcome, service):
        self.address, self.password = address, welcome.password
        self.store, self.registry = service.store, service.registry


@asynccontextmanager
async def serving(folder):
    settings = demo_settings({"service": {"data_folder": folder, "port": 0}, "console": {"undo_seconds": 0}})
    welcome = await asyncio.to_thread(prepare_demo, settings)
    async with (
        open_service(settings) as service,
        listening(web_app(service, welcome.numbers), "127.0.0.1", 0) as port,
    ):
        yield Served(f"http://127.0.0.1:{port}", welcome, service)


async def picture(page, name):
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        whole = {"full_page": True} if "console" in name else {}  # a part of a page is as large as it is
        await page.screenshot(path=f"{PICTURES}/{name}.png", **whole)


class Handset:
    """A phone's page, and what a person does on it."""

    def __init__(self, page):
        self.page = page
        self.answers = page.locator("#thread .theirs")

    @classmethod
    async def of(cls, new_page, served, number, language):
        page = await new_page(locale=LOCALES[language])
        await page.goto(f"{served.address}/phone?number={number.replace('+', '%2B')}&lang={language}")
        return cls(page)

    async def text(self, words):
        """Send an SMS; gives the answer's text, once it is on the screen."""
        before = await self.answers.count()
        await self.page.fill("#draft", words)
        await self.page.click("button.send")
        await expect(self.answers).to_have_count(before + 1)
        return await self.last()

    async def dial(self):
        """Open a USSD session; gives its first screen."""
        await self.page.click("#dial")
        await expect(self.page.locator("#ussd-text")).not_to_be_empty()
        return await self.page.inner_text("#ussd-text")

    async def types(self, key, words):
        """Answer the screen; the next one holds these words."""
        await self.page.fill("#ussd-reply", key)
        await self.page.press("#ussd-reply", "Enter")
        await expect(self.page.locator("#ussd-text")).to_contain_text(words)

    async def last(self):
        return await self.answers.locator(".text").last.inner_text()

    async def hears(self, words):
        await expect(self.answers.locator(".text").last).to_contain_text(words)


class Counter:
    """The console, and what an officer does in it."""

    def __init__(self, page, served):
        self.page, self.served = page, served

    @classmethod
    async def of(cls, new_page, served, login, language="fr"):
        """Somebody who signed in and reads the console in this language."""
        officer = cls(await new_page(locale=LOCALES[language]), served)
        await officer.sign_in(login, served.password)
        await officer.page.click(f".languages button[value={language}]")
        await expect(officer.page.locator("html")).to_have_attribute("lang", language)
        return officer

    async def sign_in(self, login, password):
        await sign_in(self.page, f"{self.served.address}/console/", login, password)

    async def open_ticket(self, reference):
        await self.page.click(f"text={reference}")
        await expect(self.page.locator("h1")).to_have_text(reference)

    async def step(self, form, name="preview"):
        await self.page.click(f"{form} button[value={name}]")

    async def ask(self, words):
        await self.page.fill("#words", words)
        await self.page.check("#reply input[value=ask]")
        await self.step("#reply")
        await self.step(".preview", "send")

    async def decide(self, outcome, reason):
        """As far as the preview of the SMS."""
        await self.page.check(f"#decide input[value={outcome}]")
        await self.page.fill("#reason", reason)
        await self.step("#decide")

    async def stands(self, state):
        """The ticket's first badge is of this state."""
        await expect(self.page.locator("header.head .badge").first).to_have_class(re.compile(state))
