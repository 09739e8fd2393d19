"""Accounts and passwords."""

import asyncio

import pytest

from console import passwords
from console.accounts import AccountError, new_demo_officers, new_officer
from console.passwords import PasswordDesk, SignInsBusyError, hash_password, verify_password


def test_a_password_opens_its_own_hash_and_no_other():
    kept = hash_password("azilal-2025")
    assert kept.startswith("$argon2id$")
    assert verify_password(kept, "azilal-2025")
    assert not verify_password(kept, "azilal-2026")
    assert not verify_password("not a hash", "azilal-2025")


def test_an_unknown_login_takes_the_same_work_as_a_known_one():
    assert hash_password("x").split("$")[1:4] == passwords.DECOY.split("$")[1:4]
    assert len(hash_password("x")) == len(passwords.DECOY)


async def test_the_decoy_opens_nothing(monkeypatch):
    monkeypatch.setattr(passwords, "verify_password", lambda _hash, _password: True)
    with PasswordDesk() as desk:
        assert not await desk.verify(None, "anything")


async def test_the_loop_goes_on_while_a_password_is_judged():
    kept = hash_password("azilal-2025")
    turns = 0
    with PasswordDesk() as desk:
        judging = asyncio.create_task(desk.verify(kept, "azilal-2025"))
        while not judging.done():
            turns += 1
            await asyncio.sleep(0)
    assert judging.result()
    assert turns > 10


async def test_a_flood_of_sign_ins_is_turned_away_and_the_places_come_free_again():
    kept = hash_password("azilal-2025")
    with PasswordDesk(places=2) as desk:
        tries = await asyncio.gather(*(desk.verify(kept, "x") for _ in range(4)), return_exceptions=True)
        assert [type(one) for one in tries].count(SignInsBusyError) == 2
        assert await desk.verify(kept, "azilal-2025")


@pytest.mark.parametrize(
    "fields",
    [
        {"login": "a"},
        {"login": "salma b"},
        {"login": "<script>"},
        {"password": "short"},
        {"password": "x" * 257},
        {"roles": ()},
        {"roles": ("king",)},
    ],
    ids=str,
)
def test_an_account_that_cannot_be_is_refused_in_one_sentence(fields):
    values = {"login": "salma", "name": "Salma", "password": "azilal-2025", **fields}
    with pytest.raises(AccountError, match=r"^[A-Z].*\.$"):
        new_officer(**values)


def test_a_login_is_kept_in_small_letters():
    assert new_officer(" Salma ", "Salma", "azilal-2025").login == "salma"


def test_the_demo_officers_have_a_password_of_their_own_and_see_no_sensitive_matter():
    (officers, password), (_, other) = new_demo_officers(), new_demo_officers()
    assert password != other
    for officer in officers:
        assert verify_password(officer.password_hash, password)
        assert "administrator" not in officer.roles
        assert not officer.sensitive
