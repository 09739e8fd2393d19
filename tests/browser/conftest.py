"""Debian's Chromium, driven by Playwright, in the loop of the whole test session.

Playwright belongs to the loop that started it, so browser tests and their fixtures share the session's loop:
`pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]`.
"""

import os
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

CHROMIUM = Path(os.environ.get("RECOURS_CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium_path():
    if CHROMIUM.exists():
        return str(CHROMIUM)
    if os.environ.get("RECOURS_REQUIRE_PEERS") == "1":
        pytest.fail(f"{CHROMIUM} is missing: install Debian's chromium or set RECOURS_CHROMIUM")
    pytest.skip(f"{CHROMIUM} is missing")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium(chromium_path):
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def new_page(chromium):
    """Opens pages, each in a profile of its own; a script error or a refused inline style fails the test."""
    contexts, complaints = [], []

    async def open_page(**options):
        context = await chromium.new_context(
            **{"locale": "fr-FR", "viewport": {"width": 1280, "height": 800}} | options
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None,
        )
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert not complaints
