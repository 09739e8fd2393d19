"""Deny by default: every route, every role; other sites; headers; whose ticket it is."""

import re

import pytest
from aiohttp import hdrs

from console.admission import Who
from console.routes import ROUTES
from tests.unit.console.officers_in_tests import AMINA, BRAHIM, a_ticket, an_officer, file_ticket
from tests.unit.console.test_walk import path_of

NOT_OPEN = "Cette page ne vous est pas ouverte."


def address(route):
    return "/console" + path_of(route)


async def answer(browser, route):
    if route.method == hdrs.METH_GET:
        return await browser.open(address(route))
    return await browser.send(address(route), act="take", version="1", step="send")


def test_only_signing_in_the_language_and_the_bare_address_are_public():
    assert {route.name for route in ROUTES if route.who is Who.ANYBODY} == {"sign_in", "language", "root"}


async def test_a_route_that_the_table_does_not_name_opens_to_nobody(settings, desk, store):
    from aiohttp import web
    from aiohttp.test_utils import TestClient, TestServer

    from console.app import console_app
    from tests.unit.console.officers_in_tests import Browser

    async def forgotten(_request):
        return web.Response(text="open")

    await store.save_officer(an_officer())
    console = console_app(store, desk, settings)
    console.router.add_get("/forgotten", forgotten, name="forgotten")
    app = web.Application()
    app.add_subapp("/console", console)
    async with TestClient(TestServer(app)) as client:
        browser = Browser(client)
        assert (await browser.open("/console/forgotten")).status == 303
        await browser.sign_in()
        assert (await browser.open("/console/forgotten")).status == 403


async def test_the_files_of_the_page_are_public_and_nothing_else_in_their_folder(stranger):
    assert (await stranger.open("/console/static/console.css")).status == 200
    assert (await stranger.open("/console/static/")).status in {403, 404}
    assert (await stranger.open("/console/static/..%2fapp.py")).status in {303, 403, 404}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "route", [r for r in ROUTES if r.method == hdrs.METH_POST], ids=lambda route: route.name
)
async def test_a_form_from_another_site_changes_nothing(browser, store, route, headers):
    ticket = await file_ticket(store)
    page = await browser.send(address(route), headers, act="take", version="1", step="send")
    assert page.status == 403
    assert (await store.ticket(ticket.reference)).version == 1
    assert (await browser.open()).status == 200


async def test_a_browser_that_only_names_its_origin_is_believed(browser, client, store):
    ticket = await file_ticket(store)
    origin = f"http://{client.host}:{client.port}"
    path = f"/console/tickets/{ticket.reference}/act"
    page = await browser.send(path, {"Origin": origin}, act="take", version="1", step="send")
    assert page.status == 303
    assert (await store.ticket(ticket.reference)).assignee == "salma"


async def test_behind_a_proxy_the_public_address_is_the_own_site(desk, store, clock):
    from aiohttp import web
    from aiohttp.test_utils import TestClient, TestServer

    from console.app import console_app
    from console.settings import ConsoleSettings
    from tests.unit.console.officers_in_tests import Browser

    app = web.Application()
    settings = ConsoleSettings(origin="https://recours.example/", now=clock)
    app.add_subapp("/console", console_app(store, desk, settings))
    async with TestClient(TestServer(app)) as client:
        form = {"language": "ar"}
        ours = await Browser(client).send("/console/language", {"Origin": "https://recours.example"}, **form)
        other = await Browser(client).send("/console/language", {"Origin": f"https://{client.host}"}, **form)
    assert (ours.status, other.status) == (303, 403)


async def test_looking_changes_no_ticket(browser, store):
    ticket = await file_ticket(store)
    path = f"/console/tickets/{ticket.reference}"
    await browser.open(path)
    await browser.open(f"{path}?act=take&step=send&version=1")
    assert (await browser.open(f"{path}/act?act=take&step=send&version=1")).status == 405
    assert (await store.ticket(ticket.reference)).version == 1


@pytest.mark.parametrize(
    "path",
    ["/console/", "/console/sign-in", "/console/tickets/482177353", "/console/nothing", "/console/static/x"],
)
async def test_every_answer_carries_the_security_headers(browser, path):
    headers = (await browser.open(path)).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


async def test_a_file_is_kept_for_good_by_the_address_that_changes_with_it(stranger, client):
    page = await stranger.open("/console/sign-in")
    address = re.search(r'href="(/console/static/console\.css\?v=[^"]+)"', page.text)[1]
    kept = {path: (await stranger.open(path)).headers for path in (address, "/console/static/console.css")}
    assert [one["Cache-Control"] for one in kept.values()] == ["max-age=31536000, immutable", "max-age=86400"]
    assert all("Set-Cookie" not in one for one in kept.values())


async def test_over_https_the_cookie_is_bound_to_this_host_and_plain_http_is_forbidden(desk, store, clock):
    from aiohttp import web
    from aiohttp.test_utils import TestClient, TestServer

    from console.app import console_app
    from console.settings import ConsoleSettings
    from tests.unit.console.officers_in_tests import Browser

    await store.save_officer(an_officer())
    app = web.Application()
    app.add_subapp("/console", console_app(store, desk, ConsoleSettings(now=clock)))
    async with TestClient(TestServer(app)) as client:
        page = await Browser(client).password()
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-recours=")
    assert "Secure" in cookie
    assert "Path=/;" in f"{cookie};"
    assert "Domain" not in cookie
    assert page.headers["Strict-Transport-Security"].startswith("max-age=")


async def sign_in_as(stranger, store, **fields):
    await store.save_officer(an_officer(**fields))
    await stranger.sign_in()
    return stranger


WHOSE = [
    ({}, {}, True),
    ({"regions": ("MA-05",)}, {"region": "MA-05"}, True),
    ({"regions": ("MA-05",)}, {"region": "MA-06"}, False),
    ({"regions": ("MA-05",)}, {"region": None}, False),
    ({}, {"motive": "SENSITIVE"}, False),
    ({}, {"motive": "CONDUCT"}, False),
    ({"sensitive": True}, {"motive": "SENSITIVE"}, True),
    ({"sensitive": True, "regions": ("MA-05",)}, {"motive": "SENSITIVE", "region": "MA-06"}, False),
]


@pytest.mark.parametrize(("officer", "ticket", "sees"), WHOSE, ids=str)
async def test_list_count_search_page_and_act_agree_on_whose_ticket_it_is(
    stranger, store, officer, ticket, sees
):
    kept = await file_ticket(store, a_ticket(**ticket))
    browser = await sign_in_as(stranger, store, **officer)
    dotted, path = "482.177.353", f"/console/tickets/{kept.reference}"
    queues = [await browser.open("/console/?state=all"), await browser.open("/console/?sensitive=1")]
    found = await browser.send("/console/search", words=dotted)
    assert any(dotted in page.text for page in queues) is sees
    assert (found.place == path) is sees
    assert (await browser.open(path)).status == (200 if sees else 404)
    assert (await browser.act("take", version="1")).status == (303 if sees else 404)
    assert ((await store.ticket(kept.reference)).version == 2) is sees


async def test_a_search_by_phone_finds_no_more_than_the_officer_may_see(stranger, store):
    await file_ticket(store, a_ticket("111111111", region="MA-06"))
    await file_ticket(store, a_ticket("222222222", motive="SENSITIVE"))
    browser = await sign_in_as(stranger, store, regions=("MA-05",))
    found = await browser.send("/console/search", words="0600000001")
    assert found.headers["Location"] == "/console/?reference=none"
    for kept in ("111111111", "222222222"):
        page = await browser.open(f"/console/?phone_of={kept}&state=all")
        assert "bdi dir" not in page.text
    await store.save_officer(an_officer(regions=("MA-05",), sensitive=True))
    found = await browser.send("/console/search", words="0600000001")
    assert found.headers["Location"] == "/console/?phone_of=222222222"


async def test_no_region_but_ones_own_is_shown_whatever_the_address_says(stranger, store):
    await file_ticket(store, a_ticket(region="MA-06"))
    browser = await sign_in_as(stranger, store, regions=("MA-05",))
    page = await browser.open("/console/?region=MA-06&state=all")
    assert "482.177.353" not in page.text
    assert ">MA-06</option>" not in page.text


async def test_what_is_not_there_and_what_is_not_yours_read_the_same(stranger, store):
    await file_ticket(store, a_ticket(region="MA-06"))
    browser = await sign_in_as(stranger, store, regions=("MA-05",))
    closed, absent = [await browser.open(f"/console/tickets/{n}") for n in ("482177353", "999999999")]
    assert closed.status == absent.status == 404
    assert closed.text.replace("482177353", "") == absent.text.replace("999999999", "")


async def test_reading_a_ticket_and_being_refused_one_are_audited(stranger, store):
    await file_ticket(store)
    await file_ticket(store, a_ticket("118220045", region="MA-06", phone=BRAHIM))
    browser = await sign_in_as(stranger, store, regions=("MA-05",))
    await browser.open("/console/tickets/482177353")
    await browser.open("/console/tickets/118220045")
    rows = [entry async for _, entry, _, _ in store.audit_rows()]
    read = [(row.actor, row.action, row.subject) for row in rows if row.action.startswith("ticket.re")]
    assert read == [("salma", "ticket.read", "482177353"), ("salma", "ticket.refused", "118220045")]
    assert await store.verify_audit() is None


async def test_an_auditor_reads_but_is_offered_no_act(stranger, store):
    await file_ticket(store)
    browser = await sign_in_as(stranger, store, roles=("auditor",))
    page = await browser.open("/console/tickets/482177353")
    assert page.status == 200
    assert 'name="act"' not in page.text
    assert "<textarea" not in page.text


async def test_the_thread_of_a_phone_with_a_sensitive_matter_is_kept_from_other_officers(stranger, store):
    await file_ticket(store, a_ticket("118220045", motive="SENSITIVE", phone=AMINA, story="frappe sa soeur"))
    await file_ticket(store, a_ticket(phone=AMINA))
    browser = await sign_in_as(stranger, store)
    page = await browser.open("/console/tickets/482177353")
    assert page.status == 200
    assert "frappe sa soeur" not in page.text
    await store.save_officer(an_officer(sensitive=True))
    assert "frappe sa soeur" in (await browser.open("/console/tickets/482177353")).text


async def test_what_was_brought_before_a_supervisor_is_a_supervisors_to_work_on(stranger, store):
    await file_ticket(store, a_ticket(subject={"second_level": True}))
    browser = await sign_in_as(stranger, store)
    page = await browser.open("/console/tickets/482177353")
    assert "second niveau" in page.text
    assert 'name="act"' not in page.text
    taken = await browser.send("/console/tickets/482177353/act", act="take", version="1", step="send")
    assert taken.status == 404
    await store.save_officer(an_officer(roles=("supervisor",)))
    assert 'name="act"' in (await browser.open("/console/tickets/482177353")).text


async def test_a_restricted_matter_is_kept_from_the_officers_of_every_single_region(stranger, store):
    await file_ticket(store, a_ticket(motive="SENSITIVE", region=None, case_id=None))
    browser = await sign_in_as(stranger, store, sensitive=True, regions=("MA-05",))
    assert (await browser.open("/console/tickets/482177353")).status == 404
    assert "482.177.353" not in (await browser.open("/console/?sensitive=1")).text
    await store.save_officer(an_officer(sensitive=True))
    assert "482.177.353" in (await browser.open("/console/?sensitive=1")).text
