"""The queue walked by keys, in Arabic as in French; switched off, a key is only a letter."""

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import expect

from console.app import console_app
from console.settings import ConsoleSettings
from sms_gateway.web import listening
from storage.fields import Keys
from storage.sqlite import SqliteStore
from tests.browser.signing_in import sign_in
from tests.unit.console.desk_in_tests import DeskInTests
from tests.unit.console.officers_in_tests import (
    BRAHIM,
    DAY,
    NOW,
    PASSWORD,
    a_ticket,
    an_officer,
    file_ticket,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.xdist_group("browser"),
]


@pytest_asyncio.fixture(loop_scope="session")
async def address(tmp_path):
    store = SqliteStore(tmp_path / "recours.db", Keys.fresh(), now=lambda: NOW)
    await store.open()
    await store.save_officer(an_officer())
    await file_ticket(store, a_ticket("111111111", due_at=NOW + DAY))
    await file_ticket(store, a_ticket("222222222", due_at=NOW + 2 * DAY, phone=BRAHIM))
    app = web.Application()
    settings = ConsoleSettings(https=False, now=lambda: NOW, demo=True)
    app.add_subapp("/console", console_app(store, DeskInTests(), settings))
    async with listening(app, "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}/console/"
    await store.close()


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_keys_walk_tick_open_and_reply(address, new_page, language):
    page = await signed_in(await new_page(), address, language)
    for key in ("j", "j", "k", "x"):
        await page.keyboard.press(key)
    await expect(page.get_by_role("checkbox", name="111.111.111")).to_be_checked()
    await page.keyboard.press("a")
    await page.keyboard.press("Enter")
    await expect(page.locator(".done")).to_be_visible()
    await expect(page.locator("tr", has_text="111.111.111")).to_contain_text("salma")
    await page.keyboard.press("/")
    await expect(page.locator(".search input")).to_be_focused()
    await page.keyboard.type("jk222222222")
    await expect(page.locator(".search input")).to_have_value("jk222222222")
    await page.goto(address)
    await expect(page.locator(".keys")).to_be_visible()
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("111.111.111")
    await page.keyboard.press("r")
    await expect(page.locator("#words")).to_be_focused()


async def test_keys_that_were_switched_off_stay_off(address, new_page):
    page = await signed_in(await new_page(), address, "fr")
    await page.uncheck(".keys input")
    await page.reload()
    await page.keyboard.press("/")
    await expect(page.locator(".search input")).not_to_be_focused()
    await expect(page.locator(".keys input")).not_to_be_checked()


async def signed_in(page, address, language):
    await sign_in(page, address, "salma", PASSWORD)
    await page.click(f".languages button[value={language}]")
    await expect(page.locator("html")).to_have_attribute("lang", language)
    await expect(page.locator(".keys")).to_be_visible()
    return page
