"""Every page of the console, in every language: axe finds nothing, nothing scrolls sideways, Tab reaches all.

With RECOURS_PICTURES=docs/pictures those that the docs show are pictured; RECOURS_LOOK=<folder> pictures all.
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import hdrs, web
from axe_playwright_python.async_playwright import Axe

from console.app import console_app
from console.routes import ROUTES
from console.settings import ConsoleSettings
from programmes.registry.counts import Households
from sms_gateway.web import listening
from storage.fields import Keys
from storage.records import AuditEntry
from storage.sqlite import SqliteStore
from tests.browser.signing_in import sign_in
from tests.unit.console.desk_in_tests import DeskInTests
from tests.unit.console.many_tickets import HOUSEHOLDS, file_household, file_many, name_cause
from tests.unit.console.officers_in_tests import NOW, PASSWORD, an_officer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.xdist_group("browser"),
]

PICTURES, LOOK = os.environ.get("RECOURS_PICTURES"), os.environ.get("RECOURS_LOOK")
SHOWN = {("indicators", "fr"), ("indicators", "ar"), ("officer", "fr"), ("account", "ar"), ("texts", "fr")}
LANGUAGES = ("fr", "ar", "en")
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
#: The pages of officers, and of administrators; what is no page says why.
OFFICERS = {
    "queue": "/?state=all",
    "ticket": "/tickets/100000016",
    "receipt": "/tickets/100000016/receipt",
    "letter": "/tickets/100000016/letter",
    "merge": "/merge?ticket=900000000&ticket=900000001&ticket=900000002&ticket=100000016",
    "counter": "/counter",
    "causes": "/causes",
    "new_cause": "/causes/new?ticket=900000000&ticket=900000002",
    "cause": "/causes/1",
    "worklist": "/lists/call",
    "indicators": "/indicators",
    "report": "/report",
    "doubtful": "/doubtful",
    "account": "/account",
    "components": "/components",
    "programmes": "/programmes",
    "audit": "/audit",
    "retention": "/retention",
}
ADMINISTRATORS = {
    "officers": "/officers",
    "officer": "/officers/salma",
    "lines": "/lines",
    "texts": "/texts?words=appeal",
}
NO_PAGES = {"root", "export", "texts_file", "live", "live_queue", "live_ticket"}
BEFORE = {"sign_in", "second_step"}
RULES = {"rules": {"target-size": {"enabled": True}}}


class Counted:
    """A registry that counts its households: those that benefit, and half as many more."""

    async def households(self):
        return {("ma_asd", region): Households(one * 3 // 2, one) for region, one in HOUSEHOLDS.items()}


class Refused(DeskInTests):
    """Every case was refused: its page says why."""

    @property
    def office(self):
        return replace(super().office, registry=Counted())

    async def case_facts(self, case_id, language, *, month=None):
        known = await super().case_facts(case_id, language, month=month)
        return known and replace(known, reason="Score 9,81 (seuil 9,743001)")


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    store = SqliteStore(folder / "recours.db", Keys.fresh(), now=lambda: NOW)
    await store.open()
    await store.save_officer(an_officer(roles=("officer", "supervisor", "auditor"), sensitive=True))
    await store.save_officer(an_officer("driss", roles=("administrator",)))
    await file_many(store)
    await store.hold("a court asks", AuditEntry(NOW, "salma", "hold.set", "100000016"))
    await file_household(store)
    await name_cause(store)
    desk = Refused()
    app = web.Application()
    settings = ConsoleSettings(https=False, now=lambda: NOW, demo=True)
    app.add_subapp("/console", console_app(store, desk, settings))
    async with listening(app, "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}/console"
    await store.close()


async def test_no_page_is_forgotten():
    pages = {route.name for route in ROUTES if route.method == hdrs.METH_GET}
    assert pages - NO_PAGES == {*OFFICERS, *ADMINISTRATORS, *BEFORE}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_axe_finds_nothing_and_nothing_scrolls_sideways(address, new_page, language):
    faults = []
    for login, pages in (("salma", OFFICERS), ("driss", ADMINISTRATORS)):
        page = await new_page(viewport=WIDE)
        await page.goto(f"{address}/sign-in")
        await page.click(f".languages button[value={language}]")
        if login == "salma":
            faults += await judged(page, "sign_in", language)
        await sign_in(page, f"{address}/sign-in", login, PASSWORD)
        for name, path in pages.items():
            answer = await page.goto(f"{address}{path}")
            assert answer.status == 200, name
            assert await page.locator("h1").count() == 1, name
            faults += await judged(page, name, language)
    assert faults == []


async def judged(page, name, language):
    """What is wrong with the page that is open."""
    found = await Axe().run(page, options=RULES)
    faults = [
        f"{name} ({language}): {one['id']}: {one['nodes'][0]['html'][:120]}"
        for one in found.response["violations"]
    ]
    await pictured(page, name, language)
    for view in (WIDE, NARROW):
        await page.set_viewport_size(view)
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            faults.append(f"{name} ({language}): {wide} pixels too wide at {view['width']}")
    if LOOK:
        await page.screenshot(path=f"{LOOK}/{name}-{language}-360.png", full_page=True)
    await page.set_viewport_size(WIDE)
    return faults


async def pictured(page, name, language):
    if PICTURES and (name, language) in SHOWN:
        await page.screenshot(path=f"{PICTURES}/console-{language}-{name}.png", full_page=True)
    if LOOK:
        Path(LOOK).mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=f"{LOOK}/{name}-{language}.png", full_page=True)


async def test_the_key_of_the_first_sign_in_is_a_page_that_axe_likes_too(address, new_page):
    page = await new_page(viewport=WIDE)
    await page.goto(f"{address}/sign-in")
    await page.fill("#login", "salma")
    await page.fill("#password", PASSWORD)
    await page.click("form.stack button.main")
    assert await judged(page, "second_step", "fr") == []


async def test_tab_alone_reaches_every_control_of_the_dashboard(address, new_page):
    page = await new_page(viewport=WIDE)
    await sign_in(page, f"{address}/sign-in", "salma", PASSWORD)
    await page.goto(f"{address}/indicators")
    wanted = await page.evaluate(
        "[...document.querySelectorAll('a[href], button:not([disabled]), input:not([type=hidden]), select, [tabindex]')]"
        ".filter((one) => one.checkVisibility()).map((one, n) => (one.dataset.n = n)).length"
    )
    reached = set()
    for _ in range(wanted * 4):  # a date is three stops
        await page.keyboard.press("Tab")
        reached.add(await page.evaluate("document.activeElement.dataset.n ?? null"))
    assert len(reached - {None}) == wanted
