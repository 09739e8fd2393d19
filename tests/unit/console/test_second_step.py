"""The second step: an authenticator enrolled, its codes used once each, recovery codes, tries counted."""

import base64
import re

import pytest

from console.authenticator import (
    code_at,
    new_recovery_codes,
    new_secret,
    plain_code,
    qr_code,
    spelled,
    step_at,
    step_of,
)
from tests.unit.console.officers_in_tests import NOW, PASSWORD, an_officer

#: RFC 6238, appendix B: the seed of SHA-1; of eight digits the last six.
SEED = b"12345678901234567890"
VECTORS = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]


@pytest.fixture
async def salma(store):
    await store.save_officer(an_officer())


async def secret_on(stranger):
    """The key that the page of the second step shows."""
    page = await stranger.open("/console/second-step")
    return base64.b32decode(re.search(r'class="key">([A-Z2-7 ]+)<', page.text)[1].replace(" ", ""))


async def type_code(stranger, code):
    return await stranger.send("/console/second-step", code=code)


async def enrol(stranger, at=NOW):
    """Sign in for the first time; gives the secret and the recovery codes."""
    await stranger.password()
    secret = await secret_on(stranger)
    page = await type_code(stranger, code_at(secret, step_at(at)))
    return secret, re.findall(r'<code dir="ltr">([A-Z2-7 ]+)<', page.text)


@pytest.mark.parametrize(("now", "code"), VECTORS)
def test_codes_are_those_of_the_standard(now, code):
    assert code_at(SEED, step_at(now)) == code[2:]


def test_a_code_counts_half_a_minute_early_and_late_and_no_longer():
    here = step_at(NOW)
    taken = {offset: step_of(SEED, code_at(SEED, here + offset), NOW) for offset in range(-3, 4)}
    assert taken == {-3: None, -2: None, -1: here - 1, 0: here, 1: here + 1, 2: None, 3: None}


def test_a_secret_is_shown_as_a_picture_without_inline_style_and_as_a_key_to_type():
    secret = new_secret()
    assert len(secret) == 20
    drawn = qr_code(secret, "salma")
    assert drawn.startswith("<svg ")
    assert "style" not in drawn
    assert "script" not in drawn
    assert base64.b32decode(spelled(secret).replace(" ", "")) == secret


def test_recovery_codes_are_long_and_never_the_same():
    codes = new_recovery_codes()
    assert len({plain_code(code) for code in codes}) == 10
    assert {len(plain_code(code)) for code in codes} == {16}


async def test_the_right_password_alone_opens_no_page(stranger, salma):
    page = await stranger.password()
    assert page.place == "/console/second-step"
    for path in ("/console/", "/console/tickets/482177353", "/console/nothing"):
        assert (await stranger.open(path)).place == "/console/sign-in"
    assert (await stranger.send("/console/sign-out")).place == "/console/sign-in"


async def test_the_first_time_an_authenticator_is_enrolled_and_recovery_codes_are_shown_once(
    stranger, salma, store
):
    secret, codes = await enrol(stranger)
    assert (await stranger.open()).status == 200
    assert len(codes) == 10
    kept = await store.second_step("salma")
    assert (kept.secret, kept.confirmed) == (secret, True)
    assert await store.count_recovery_codes("salma") == 10
    assert (await stranger.open("/console/second-step")).status == 403


async def test_the_key_is_never_shown_again_once_it_is_confirmed(stranger, salma, clock):
    secret, _codes = await enrol(stranger)
    clock.now += 60
    await stranger.password()
    page = await stranger.open("/console/second-step")
    assert spelled(secret) not in page.text
    assert "<svg" not in page.text


async def test_signing_in_anew_before_the_first_code_draws_another_key(stranger, salma):
    await stranger.password()
    first = await secret_on(stranger)
    await stranger.password()
    assert await secret_on(stranger) != first


async def test_a_code_is_used_once(stranger, salma, clock):
    secret, _codes = await enrol(stranger)
    await stranger.password()
    assert (await type_code(stranger, code_at(secret, step_at(NOW)))).status == 403
    assert (await stranger.open()).status == 303
    clock.now += 30
    assert (await type_code(stranger, code_at(secret, step_at(clock.now)))).status == 303
    assert (await stranger.open()).status == 200


async def test_a_code_from_before_one_that_was_used_is_refused(stranger, salma, clock):
    secret, _codes = await enrol(stranger)
    await stranger.password()
    assert (await type_code(stranger, code_at(secret, step_at(NOW) - 1))).status == 403


async def test_a_recovery_code_opens_once_however_it_is_typed(stranger, salma, store):
    _secret, codes = await enrol(stranger)
    await stranger.password()
    typed = codes[3].lower().replace(" ", "-")
    assert (await type_code(stranger, typed)).status == 303
    assert (await stranger.open()).status == 200
    assert await store.count_recovery_codes("salma") == 9
    await stranger.password()
    assert (await type_code(stranger, typed)).status == 403


async def test_of_another_account_a_recovery_code_is_worth_nothing(stranger, salma, store):
    _secret, codes = await enrol(stranger)
    await store.save_officer(an_officer("brahim"))
    await stranger.password("brahim")
    assert (await type_code(stranger, codes[0])).status == 403


async def test_after_five_wrong_codes_even_the_right_one_waits(stranger, salma, clock):
    secret, _codes = await enrol(stranger)
    clock.now += 60
    await stranger.password()
    for _ in range(5):
        assert (await type_code(stranger, "000000")).status == 403
    right = code_at(secret, step_at(clock.now))
    assert (await type_code(stranger, right)).status == 429
    await stranger.password()
    assert (await type_code(stranger, right)).status == 429
    clock.now += 15 * 60 + 1
    await stranger.password()
    assert (await type_code(stranger, code_at(secret, step_at(clock.now)))).status == 303


async def test_the_count_of_wrong_codes_survives_a_restart(stranger, salma, store, clock):
    secret, _codes = await enrol(stranger)
    clock.now += 60
    await stranger.password()
    for _ in range(5):
        await type_code(stranger, "000000")
    await store.close()
    await store.open()
    assert (await type_code(stranger, code_at(secret, step_at(clock.now)))).status == 429


async def test_a_session_without_its_second_step_ends_after_ten_minutes(stranger, salma, clock):
    await stranger.password()
    secret = await secret_on(stranger)
    clock.now += 10 * 60
    page = await type_code(stranger, code_at(secret, step_at(clock.now)))
    assert page.place == "/console/sign-in"


async def test_the_second_step_draws_a_new_token_and_the_first_ones_opens_nothing(stranger, client, salma):
    await stranger.password()
    before = {cookie.key: cookie.value for cookie in client.session.cookie_jar}
    secret = await secret_on(stranger)
    await type_code(stranger, code_at(secret, step_at(NOW)))
    after = {cookie.key: cookie.value for cookie in client.session.cookie_jar}
    assert before["recours"] != after["recours"]
    client.session.cookie_jar.clear()
    client.session.cookie_jar.update_cookies(before)
    assert (await stranger.open()).place == "/console/sign-in"


async def test_every_step_is_audited_and_no_code_is(stranger, salma, store, clock):
    _secret, codes = await enrol(stranger)
    await stranger.password()
    await type_code(stranger, "000000")
    await type_code(stranger, codes[0])
    rows = [entry async for _, entry, _, _ in store.audit_rows()]
    assert [row.action for row in rows] == [
        "sign-in.password",
        "second-step.passed",
        "sign-in.opened",
        "recovery-codes.drawn",
        "sign-in.password",
        "second-step.refused",
        "recovery-code.used",
        "sign-in.opened",
    ]
    assert codes[0].split()[0] not in str(rows)


async def test_what_an_authenticator_would_show_is_shown_in_the_demo_alone(stranger, salma):
    await stranger.password()
    assert "demo-code" not in (await stranger.open("/console/second-step")).text


async def test_a_wrong_password_never_leads_to_the_second_step(stranger, salma):
    assert (await stranger.password(password=PASSWORD[:-1])).status == 403
    assert (await stranger.open("/console/second-step")).place == "/console/sign-in"
