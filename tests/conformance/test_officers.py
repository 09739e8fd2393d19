"""Accounts, console sessions, the audit."""

from dataclasses import replace
from itertools import pairwise

from storage.records import AuditEntry, Officer, SignIn
from tests.conformance.given import NOW

FATIMA = Officer("fatima", "Fatima Z.", "hash", ("officer", "supervisor"), ("Souss",), "ar", sensitive=True)
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
