"""Accounts, console sessions, the audit."""

from itertools import pairwise

from msgspec.structs import replace

from storage.records import AuditEntry, Officer, SecondStep, SignIn
from tests.conformance.given import NOW

FATIMA = Officer(
    "fatima", "Fatima Z.", "hash", ("officer", "supervisor"), ("Souss",), "ar", True, programmes=("ma_asd",)
)
SIGN_IN = SignIn(b"t" * 32, "fatima", NOW, NOW)


async def test_an_account_comes_back_as_it_was_saved(store):
    await store.save_officer(FATIMA)
    assert await store.officer("fatima") == FATIMA
    assert await store.officer("nobody") is None


async def test_an_account_is_replaced(store):
    await store.save_officer(FATIMA)
    await store.save_officer(replace(FATIMA, name="F.", sensitive=False, disabled=True))
    await store.save_officer(Officer("ali", "Ali", "h", ("auditor",)))
    assert [(one.login, one.name, one.sensitive, one.disabled) for one in await store.officers()] == [
        ("ali", "Ali", False, False),
        ("fatima", "F.", False, True),
    ]


async def test_a_console_session_is_found_touched_and_ended(store):
    await store.open_sign_in(SIGN_IN)
    await store.touch_sign_in(SIGN_IN.token_hash, NOW + 5)
    assert await store.sign_in(SIGN_IN.token_hash) == replace(SIGN_IN, seen_at=NOW + 5)
    assert await store.sign_in(b"other") is None
    await store.close_sign_in(SIGN_IN.token_hash)
    assert await store.sign_in(SIGN_IN.token_hash) is None


async def test_a_disabled_account_or_a_new_password_ends_its_sessions(store):
    await store.save_officer(FATIMA)
    for change in ({"disabled": True}, {"password_hash": "new"}):
        await store.save_officer(FATIMA)
        await store.open_sign_in(SIGN_IN)
        await store.save_officer(replace(FATIMA, name="F."))
        assert await store.sign_in(SIGN_IN.token_hash) is not None
        await store.save_officer(replace(FATIMA, **change))
        assert await store.sign_in(SIGN_IN.token_hash) is None


async def test_the_audit_is_a_chain(store, restart):
    entries = [
        AuditEntry(NOW + n, "fatima", "ticket.read", str(n), {"b": [1], "a": None}) for n in range(1200)
    ]
    await store.audit(entries[:3])
    store = await restart()
    await store.audit(entries[3:])
    rows = [row async for row in store.audit_rows()]
    assert [number for number, *_ in rows] == list(range(1, 1201))
    assert [entry for _n, entry, _p, _h in rows] == entries
    assert all(later[2] == earlier[3] for earlier, later in pairwise(rows))
    assert await store.verify_audit() is None


async def test_an_empty_audit_is_sound(store):
    assert await store.verify_audit() is None
    assert [row async for row in store.audit_rows()] == []


async def test_each_step_of_time_is_used_once_and_none_before_it(store):
    assert await store.second_step("fatima") is None
    assert not await store.use_step("fatima", 5)
    await store.save_second_step("fatima", SecondStep(b"s" * 20))
    assert await store.use_step("fatima", 5)
    assert [await store.use_step("fatima", step) for step in (5, 4, 6)] == [False, False, True]
    assert await store.second_step("fatima") == SecondStep(b"s" * 20, confirmed=True, last_step=6)


async def test_a_recovery_code_is_used_once_and_by_its_account(store):
    await store.save_recovery_codes("fatima", ["AAAA", "BBBB"])
    assert not await store.use_recovery_code("ali", "AAAA")
    assert await store.use_recovery_code("fatima", "AAAA")
    assert not await store.use_recovery_code("fatima", "AAAA")
    assert await store.count_recovery_codes("fatima") == 1


async def test_new_recovery_codes_or_a_new_authenticator_end_those_before(store):
    await store.save_recovery_codes("fatima", ["AAAA"])
    await store.save_recovery_codes("fatima", ["BBBB"])
    assert not await store.use_recovery_code("fatima", "AAAA")
    await store.save_second_step("fatima", SecondStep(b"s" * 20))
    assert await store.count_recovery_codes("fatima") == 0


async def test_who_loses_the_authenticator_is_signed_out_everywhere(store):
    await store.save_second_step("fatima", SecondStep(b"s" * 20))
    await store.open_sign_in(SIGN_IN)
    await store.drop_second_step("fatima")
    assert await store.second_step("fatima") is None
    assert await store.sign_ins("fatima") == []


async def test_a_session_is_proved_under_another_token_once(store):
    proved = replace(SIGN_IN, token_hash=b"p" * 32, proved=True, address="192.0.2.7", browser="Firefox")
    assert not await store.prove_sign_in(SIGN_IN.token_hash, proved)
    await store.open_sign_in(SIGN_IN)
    assert await store.prove_sign_in(SIGN_IN.token_hash, proved)
    assert not await store.prove_sign_in(SIGN_IN.token_hash, replace(proved, token_hash=b"q" * 32))
    assert await store.sign_in(SIGN_IN.token_hash) is None
    assert await store.sign_in(proved.token_hash) == proved


async def test_sessions_are_listed_the_last_used_first_and_ended_by_account(store):
    others = SignIn(b"a" * 32, "ali", NOW, NOW + 9)
    later = replace(SIGN_IN, token_hash=b"l" * 32, seen_at=NOW + 5)
    for one in (SIGN_IN, later, others):
        await store.open_sign_in(one)
    assert await store.sign_ins("fatima") == [later, SIGN_IN]
    assert await store.sign_ins() == [others, later, SIGN_IN]
    await store.close_sign_ins("fatima")
    assert await store.sign_ins() == [others]
