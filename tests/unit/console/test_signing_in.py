"""The door: right, wrong, too often, too long ago, out again."""

import asyncio
import re
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from console.door import count_try
from console.sign_ins import hash_token
from tests.unit.console.officers_in_tests import DAY, PASSWORD, an_officer

WRONG = "not-the-password"


@pytest.fixture
async def salma(store):
    officer = an_officer()
    await store.save_officer(officer)
    return officer


def token_in(page):
    return re.search(r"recours=([^;]+)", page.headers["Set-Cookie"])[1]


async def audited(store):
    return [(entry.action, entry.subject) async for _, entry, _, _ in store.audit_rows()]


async def test_the_right_password_opens_the_queue(stranger, salma, store):
    page = await stranger.sign_in()
    assert (page.status, page.place) == (303, "/console/")
    assert (await stranger.open()).status == 200
    assert await audited(store) == [
        ("sign-in.password", "salma"),
        ("second-step.passed", "salma"),
        ("sign-in.opened", "salma"),
    ]


async def test_capitals_and_spaces_around_a_login_do_no_harm(stranger, salma):
    assert (await stranger.sign_in(login="  Salma ")).status == 303


async def test_a_wrong_password_an_unknown_login_and_a_disabled_account_read_the_same(stranger, salma, store):
    await store.save_officer(an_officer("idle", disabled=True))
    pages = [
        await stranger.sign_in(password=WRONG),
        await stranger.sign_in("nobody", WRONG),
        await stranger.sign_in("idle", PASSWORD),
    ]
    texts = {re.sub(r'value="(salma|nobody|idle)"', "", page.text) for page in pages}
    assert [page.status for page in pages] == [403, 403, 403]
    assert len(texts) == 1
    assert "Set-Cookie" not in pages[0].headers
    assert (await stranger.open()).status == 303


async def test_an_unknown_login_is_never_kept_since_it_may_be_a_password(stranger, store):
    await stranger.sign_in("my-secret-password", WRONG)
    assert await audited(store) == [("sign-in.refused", "unknown")]


async def test_after_five_wrong_tries_even_the_right_password_waits(stranger, salma, clock):
    for _ in range(5):
        assert (await stranger.sign_in(password=WRONG)).status == 403
    assert (await stranger.sign_in()).status == 429
    clock.now += 15 * 60 + 1
    assert (await stranger.sign_in()).status == 303


async def test_what_comes_beyond_the_limit_writes_nothing(stranger, salma, store, clock):
    for _ in range(5):
        await stranger.sign_in(password=WRONG)
    for _ in range(3):
        assert (await stranger.sign_in(password=WRONG)).status == 429
    assert await store.count_attempts("sign-in", "account:salma", clock.now) == 5


async def test_who_tries_too_often_waits_for_that_answer(store, settings):
    slow = replace(settings, account_tries=1, refused_after=60.0)
    await count_try(store, slow, "sign-in", "salma", "127.0.0.1")
    refused = asyncio.create_task(count_try(store, slow, "sign-in", "salma", "127.0.0.1"))
    await count_try(store, slow, "sign-in", "brahim", "127.0.0.1")  # others do not wait with it
    _answered, waiting = await asyncio.wait({refused}, timeout=0.3)
    assert waiting == {refused}
    refused.cancel()


async def test_a_right_try_clears_the_account_but_not_the_address(stranger, salma, store, clock):
    for _ in range(3):
        await stranger.sign_in(password=WRONG)
    await stranger.sign_in()
    since = clock.now - 60
    assert await store.count_attempts("sign-in", "account:salma", since) == 0
    assert await store.count_attempts("sign-in", "address:127.0.0.1", since) == 4


async def test_one_address_cannot_try_many_accounts(stranger, salma):
    statuses = {(await stranger.sign_in(f"officer{n}", WRONG)).status for n in range(30)}
    assert statuses == {403}
    assert (await stranger.sign_in()).status == 429


async def test_an_office_behind_one_address_signs_in_one_after_the_other(stranger, salma):
    for _ in range(32):  # more than the wrong tries of an address
        assert (await stranger.password()).status == 303


async def test_right_tries_of_a_known_account_give_no_room_for_wrong_ones(stranger, salma, clock):
    for n in range(30):
        await stranger.sign_in(f"officer{n}", WRONG)
        if n % 10 == 0:
            await stranger.sign_in()
            clock.now += 1
    assert (await stranger.sign_in("officer31", WRONG)).status == 429


async def test_tries_are_counted_before_they_are_judged(stranger, salma, store, clock, monkeypatch):
    seen = []

    async def officer(login):
        seen.append(await store.count_attempts("sign-in", "account:salma", clock.now - 1))

    monkeypatch.setattr(store, "officer", officer)
    await stranger.sign_in(password=WRONG)
    assert seen == [1]


async def test_the_cookie_is_out_of_reach_of_scripts_and_only_its_hash_is_kept(stranger, salma, store):
    page = await stranger.sign_in()
    cookie = page.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert (await store.sign_in(hash_token(token_in(page)))).login == "salma"
    assert await store.sign_in(token_in(page).encode()) is None


async def test_each_sign_in_draws_a_new_token_and_ends_the_old_session(stranger, salma, store):
    first, second = token_in(await stranger.sign_in()), token_in(await stranger.sign_in())
    assert first != second
    assert await store.sign_in(hash_token(first)) is None
    assert await store.sign_in(hash_token(second)) is not None


async def test_a_token_of_ones_own_choosing_opens_nothing(stranger, client, salma):
    client.session.cookie_jar.update_cookies({"recours": "chosen-by-an-attacker"})
    assert (await stranger.open()).status == 303
    assert token_in(await stranger.sign_in()) != "chosen-by-an-attacker"


async def test_half_an_hour_of_rest_ends_the_session(browser, clock):
    clock.now += 29 * 60
    assert (await browser.open()).status == 200
    clock.now += 29 * 60
    assert (await browser.open()).status == 200
    clock.now += 31 * 60
    assert (await browser.open()).place == "/console/sign-in"


async def test_twelve_hours_end_even_a_busy_session(browser, clock):
    for _ in range(36):
        assert (await browser.open()).status == 200
        clock.now += 20 * 60
    assert (await browser.open()).status == 303


async def test_signing_out_ends_the_session_on_the_server_too(browser, client, store):
    cookies = {cookie.key: cookie.value for cookie in client.session.cookie_jar}
    page = await browser.send("/console/sign-out")
    assert page.place == "/console/sign-in"
    client.session.cookie_jar.update_cookies(cookies)
    assert (await browser.open()).status == 303
    assert ("sign-in.closed", "salma") in await audited(store)


async def test_an_account_disabled_while_signed_in_is_out_at_once(browser, store):
    await store.save_officer(an_officer(disabled=True))
    assert (await browser.open()).status == 303


async def test_who_asked_for_a_ticket_comes_to_it_after_signing_in(stranger, salma):
    asked = await stranger.open("/console/tickets/482177353")
    form = await stranger.open(asked.headers["Location"])
    assert 'name="next" value="/console/tickets/482177353"' in form.text
    half_way = await stranger.password(next="/console/tickets/482177353")
    assert half_way.place == "/console/second-step"
    page = await stranger.code(half_way.headers["Location"])
    assert page.place == "/console/tickets/482177353"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/console/",
        "/\\evil.example",
        "/phone",
        "/console/../phone",
        "/console/%2e%2e/phone",
        "javascript:alert(1)",
        "/console/\nSet-Cookie: a=b",
    ],
)
async def test_after_signing_in_nobody_is_sent_out_of_the_console(stranger, salma, elsewhere):
    half_way = await stranger.password(next=elsewhere)
    assert half_way.headers["Location"] == "/console/second-step"
    for place in ("/console/second-step", f"/console/second-step?{urlencode({'next': elsewhere})}"):
        page = await stranger.code(place)
        assert page.headers["Location"] == "/console/"
        half_way = await stranger.password()


async def test_the_clock_of_tries_is_kept_in_the_store_and_survives_a_restart(stranger, salma, store, clock):
    for _ in range(5):
        await stranger.sign_in(password=WRONG)
    await store.close()
    await store.open()
    clock.now += DAY // 1440
    assert (await stranger.sign_in()).status == 429
