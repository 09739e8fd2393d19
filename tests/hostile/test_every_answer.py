"""What every answer carries, pages, files, errors and providers' answers alike."""

from __future__ import annotations

import pytest

from tests.hostile.house import LINK_SECRET, PUBLIC, running
from tests.hostile.pages import paths
from tests.unit.console.officers_in_tests import AMINA, a_ticket

REFERENCE = "482177353"
OUTSIDE = [
    "/", "/healthz", "/readyz", "/metrics", "/nothing", "/links/kannel/mo", "/links/nobody/mo", "/links/at/ussd",
    f"/links/kannel/mo?secret={LINK_SECRET}&from=%2B212600000101&text=x&id=1", "/links/twilio/dlr?mt=1",
    "/registry/on-search", "/phone", "/static/console.css", "/.git/config", "/console.css", "/favicon.ico",
]  # fmt: skip


def lacks(page, https=False):
    """What an answer should carry and does not."""
    headers, policy = page.headers, page.headers.get("Content-Security-Policy", "")
    checks = {
        "policy": policy.startswith(("default-src 'self'", "default-src 'none'")) and "unsafe" not in policy,
        "frames": "frame-ancestors 'none'" in policy and headers.get("X-Frame-Options") == "DENY",
        "sniff": headers.get("X-Content-Type-Options") == "nosniff",
        "referrer": headers.get("Referrer-Policy") == "no-referrer",
        "cache": headers.get("Cache-Control") == "no-store" or "/static/" in str(page.url),
        "versions": headers.get("Server") == "Recours" and "X-Powered-By" not in headers,
        "https": not https or "max-age=" in headers.get("Strict-Transport-Security", ""),
    }
    return [name for name, right in checks.items() if not right]


async def test_no_answer_outside_the_console_may_be_framed_sniffed_kept_or_made_a_page_of(house):
    browser, wrong = await house.browser(), []
    for path in OUTSIDE:
        for method in ("GET", "POST", "PUT", "OPTIONS"):
            page = await browser.ask(method, path)
            wrong += [(method, path, name) for name in lacks(page)]
            assert page.status < 500
    assert wrong == []


@pytest.mark.parametrize("roles", [("supervisor", "auditor"), ("administrator",)], ids=str)
async def test_every_page_of_the_console_carries_the_headers_refusals_and_faults_too(folder, roles):
    async with running(folder, service={"public_url": PUBLIC}) as house:
        await house.files(a_ticket(REFERENCE))
        await house.officer(roles=roles)
        browser, wrong = await house.browser("salma"), []
        routes = [(method, *one) for method in ("GET", "POST") for one in paths(method, REFERENCE)]
        for method, name, path in [*routes, ("GET", "none", "/console/none"), ("PUT", "queue", "/console/")]:
            page = await browser.ask(method, path, {"Sec-Fetch-Site": "cross-site"})
            wrong += [(method, name, one) for one in lacks(page, https=True)]
        assert wrong == []


async def test_a_fault_of_ours_says_nothing_of_itself(house, monkeypatch):
    await house.officer()
    browser = await house.browser("salma")

    async def stumbles(*_arguments):
        raise RuntimeError(f"a secret {AMINA}")

    monkeypatch.setattr(type(house.store), "tickets", stumbles)
    page = await browser.open()
    assert page.status == 500
    assert lacks(page) == []
    assert not any(word in page.text for word in (AMINA, "secret", "Traceback", "RuntimeError", ".py"))


@pytest.mark.parametrize(
    "path",
    [
        "/console/static/../app.py", "/console/static/..%2fapp.py", "/console/static/%2e%2e/app.py",
        "/console/static/..%5capp.py", "/console/static/....//app.py", "/console/static//etc/passwd",
        "/console/static/%00", "/console/static/console.css%00.png", "/console/static/.%2e/.%2e/storage/fields.py",
        "/console/texts/..%2f..%2fx.po", "/console/texts/fr%0d%0aX:y.po", "/console/indicators.csv%2f..%2fx",
        "/console/static/%252e%252e/app.py", "/console/tickets/..%2f..%2fx",
    ],
)  # fmt: skip
async def test_no_path_leads_out_of_the_folder_of_the_pages_files(house, path):
    from yarl import URL

    await house.officer(roles=("administrator",))
    browser = await house.browser("salma")
    page = await browser.ask("GET", URL(house.address + path, encoded=True))
    assert page.status in {303, 400, 403, 404}
    assert "import" not in page.text
    assert "root:" not in page.text


async def test_a_files_name_is_ours_whatever_the_address_asks(house):
    await house.officer()
    browser = await house.browser("salma")
    query = {"since": '2026-01-01"\r\nX-Evil: 1', "until": '";filename=evil.exe', "region": '"\r\nX-Evil: 1'}
    for kind in ("csv", "xlsx"):
        page = await browser.ask("GET", f"/console/indicators.{kind}", params=query)
        assert page.status == 200
        assert "X-Evil" not in page.headers
        assert page.headers["Content-Disposition"].endswith(f'.{kind}"')
        assert "evil" not in page.headers["Content-Disposition"]
