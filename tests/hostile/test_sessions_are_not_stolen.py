"""A token that somebody else has is worth nothing: chosen beforehand, or kept after the session's end."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from msgspec import structs

from console.authenticator import code_at, step_at
from tests.hostile.house import OURS
from tests.unit.console.officers_in_tests import PASSWORD, SECRET


@pytest.fixture
async def theft(house):
    """Salma signed in, and a thief who has her cookies."""
    await house.officer()
    salma, thief = await house.browser("salma"), await house.browser()
    thief.cookies = dict(salma.cookies)
    assert (await thief.open()).status == 200
    return house, salma, thief


async def is_out(browser):
    """Whether a session opens nothing: no page, no part of one, no line that tells what is new."""
    paths = (
        "/console/",
        "/console/account",
        "/console/live",
        "/console/live/queue",
        "/console/indicators.csv",
    )
    pages = [await browser.open(path) for path in paths]
    return all(page.status == 303 and page.place.startswith("/console/sign-in") for page in pages)


async def test_a_stolen_token_is_worth_nothing_after_signing_out(theft):
    _house, salma, thief = theft
    await salma.send("/console/sign-out")
    assert await is_out(thief)


async def test_a_stolen_token_is_worth_nothing_once_its_owner_ends_that_session(theft):
    _house, salma, thief = theft
    from console.sign_ins import hash_token

    named = hash_token(salma.token).hex()[:16]
    other = await _house.browser("salma")
    assert (await other.send("/console/account/session", session=named)).status == 303
    assert await is_out(thief)
    assert not await is_out(other)


@pytest.mark.parametrize("what", ["sessions", "password", "second-step"])
async def test_an_administrator_shuts_a_thief_out(theft, what):
    house, _salma, thief = theft
    await house.officer("admin", roles=("administrator",))
    admin = await house.browser("admin")
    assert (await admin.send("/console/officers/salma/reset", what=what)).status in {200, 303}
    assert await is_out(thief)


async def choose_another_password(house, salma):
    step = await house.store.second_step("salma")
    await house.store.save_second_step("salma", replace(step, last_step=0))
    code = code_at(SECRET, step_at(int(time.time())))
    form = {"old": PASSWORD, "new": "another-long-one-2026", "code": code}
    assert (await salma.send("/console/account/password", **form)).status == 303


async def test_a_new_password_shuts_out_everybody_but_who_chose_it(theft):
    house, salma, thief = theft
    thief.cookies = dict((await house.browser("salma")).cookies)
    await choose_another_password(house, salma)
    assert await is_out(thief)
    assert not await is_out(salma)


async def test_half_a_sign_in_ends_with_the_password_that_began_it(theft):
    house, salma, thief = theft
    thief.cookies = {}
    assert (await thief.password()).status == 303  # knows the old password, has no authenticator yet
    await choose_another_password(house, salma)
    assert (await thief.open("/console/second-step")).place.startswith("/console/sign-in")


async def test_who_loses_a_role_loses_its_pages_in_the_middle_of_a_session(theft):
    house, salma, _thief = theft
    await house.officer("admin", roles=("administrator",))
    admin = await house.browser("admin")
    form = {"name": "Salma", "role": "auditor", "language": "fr", "regions": ""}
    assert (await admin.send("/console/officers/salma", **form)).status == 303
    assert (await salma.open()).status == 200
    assert (await salma.send("/console/assign")).status == 403
    assert (await salma.open("/console/audit")).status == 200


async def test_an_account_that_is_let_in_again_does_not_bring_its_old_sessions_back(theft):
    house, _salma, thief = theft
    officer = await house.store.officer("salma")
    await house.store.save_officer(structs.replace(officer, disabled=True))
    assert await is_out(thief)
    await house.store.save_officer(structs.replace(officer, disabled=False))
    assert await is_out(thief)


@pytest.mark.parametrize(
    "chosen", ["x" * 43, "", "0", "../../etc", "a" * 4000, "é", "'; DROP TABLE sign_ins; --"]
)
async def test_a_token_that_was_put_there_beforehand_never_becomes_a_session(house, chosen):
    await house.officer()
    victim = await house.browser()
    headers = OURS | {"Cookie": f"recours={chosen}"}
    for path, form in (("sign-in", {"login": "salma", "password": PASSWORD}), ("second-step", {"code": "1"})):
        page = await victim.ask("POST", f"/console/{path}", headers, data=form)
        assert chosen not in page.headers.get("Set-Cookie", "") or chosen in {"", "0"}
    thief = await house.browser()
    assert (await thief.open("/console/", Cookie=f"recours={chosen}")).status == 303


async def test_the_token_changes_at_each_step_and_none_before_the_last_opens_a_page(house):
    await house.officer()
    salma = await house.browser()
    await salma.password()
    half = salma.token
    await house.store.save_second_step("salma", replace(await house.store.second_step("salma"), last_step=0))
    await salma.code()
    assert salma.token not in {"", half}
    thief = await house.browser()
    thief.cookies = {"recours": half}
    assert await is_out(thief)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "X"])
async def test_no_other_method_ends_or_opens_anything(theft, method):
    _house, salma, _thief = theft
    assert (await salma.ask(method, "/console/sign-out", OURS)).status in {400, 403, 405}
    assert not await is_out(salma)
