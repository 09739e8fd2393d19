"""What another site may make a browser do: nothing that changes anything, and no way out of the console."""

from __future__ import annotations

import pytest
from aiohttp import hdrs

from console.routes import ROUTES
from tests.hostile.house import OURS, PUBLIC, running
from tests.unit.console.officers_in_tests import PASSWORD, a_ticket

ACT = {"act": "take", "version": "1", "step": "send"}
PATH = "/console/tickets/482177353/act"


@pytest.fixture
async def desk(house):
    """An open ticket, and who may take it."""
    await house.files(a_ticket())
    await house.officer()
    return house, await house.browser("salma")


async def version(house):
    return (await house.store.ticket("482177353")).version


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
async def test_no_header_or_field_turns_looking_into_doing(desk, name):
    house, salma = desk
    for headers in ({name: "POST"}, OURS | {name: "POST"}):
        assert (
            await salma.open(f"{PATH}?act=take&step=send&version=1&_method=POST", **headers)
        ).status == 405
    form = {"_method": "DELETE", **ACT}
    assert (await salma.send(PATH, {name: "DELETE", "Sec-Fetch-Site": "cross-site"}, **form)).status == 403
    assert await version(house) == 1


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.method == hdrs.METH_POST], ids=lambda route: route.name
)
async def test_a_foreign_form_is_refused_before_anybody_is_asked_who_they_are(house, route):
    """The walk over all routes with somebody signed in is tests/unit/console/test_who_gets_in.py."""
    stranger = await house.browser()
    from tests.unit.console.test_walk import path_of

    page = await stranger.send(f"/console{path_of(route)}", {"Sec-Fetch-Site": "cross-site"}, login="salma")
    assert page.status == 403


async def test_two_headers_that_say_different_things_are_not_believed(desk):
    house, salma = desk
    from multidict import CIMultiDict

    headers = CIMultiDict(Cookie=f"recours={salma.token}")
    headers.extend([("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-origin")])
    async with house.raw() as client, client.post(PATH, data=ACT, headers=headers) as answer:
        assert answer.status == 403
    assert await version(house) == 1


@pytest.mark.parametrize(
    "place",
    [
        "https://evil.example/", "//evil.example/", r"\\evil.example", r"/console/\evil", "/console/../phone",
        "/console//evil.example", "javascript:alert(1)", "/\tevil.example", "/console/%2e%2e/x", " //evil.example",
        "/console/\r\nSet-Cookie:%20a=b", "/console/?x=\r\nSet-Cookie: a=b", "https:/evil.example", "///evil.example",
        "/console@evil.example", "/console.evil.example/", "data:text/html,x", "/consoles/", "\x00/console/",
    ],
)  # fmt: skip
async def test_no_place_to_go_on_to_lies_outside_the_console(house, place):
    await house.officer()
    browser = await house.browser()
    form = {"login": "salma", "password": PASSWORD, "next": place}
    page = await browser.send("/console/sign-in", **form)
    switched = await browser.send("/console/language", language="ar", here=place)
    shown = await browser.ask("GET", "/console/sign-in", params={"next": place})
    for answer in (page, switched):
        assert answer.status in {303, 400}
        assert answer.place.startswith("/console/") or answer.status == 400
        assert "evil" not in answer.place.replace("/console//evil.example", "")
        assert set(answer.headers.getall("Set-Cookie", ())) == {
            cookie for cookie in answer.headers.getall("Set-Cookie", ()) if cookie.startswith("recours")
        }
    assert 'value="http' not in shown.text


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::1]", "a@b"]
)
async def test_a_hosts_name_of_the_callers_choosing_is_in_no_answer(folder, host):
    async with running(folder, service={"public_url": PUBLIC}) as house:
        browser = await house.browser()
        for path in ("/", "/console", "/console/", "/console/sign-in", "/healthz", "/links/kannel/mo"):
            page = await browser.open(path, Host=host)
            assert host not in page.text
            assert host not in str(page.headers)
        form = await browser.send(
            "/console/language", {"Host": host, "Origin": f"https://{host}"}, language="ar"
        )
        assert form.status == 403


async def test_the_cookies_are_out_of_reach_of_scripts_of_other_hosts_and_of_plain_http(folder):
    async with running(folder, service={"public_url": PUBLIC}) as house:
        await house.officer()
        browser = await house.browser()
        await browser.send("/console/language", language="ar")
        page = await browser.password()
        token = page.headers["Set-Cookie"]
        await browser.code()
        cleared = (await browser.send("/console/sign-out")).headers["Set-Cookie"]
    for cookie in (token, cleared):
        assert cookie.startswith("__Host-recours=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
        assert "Max-Age=" not in token
