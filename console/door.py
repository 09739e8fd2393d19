"""The door: a login and a password judged, every try counted before it is."""

from __future__ import annotations

import asyncio
import ipaddress

from console.accounts import is_login, normal_login
from console.passwords import MAX_LENGTH, PasswordDesk
from console.settings import ConsoleSettings
from storage.records import AuditEntry, Officer
from storage.store import Store

KIND = "sign-in"
_LOGIN_LENGTH = 64
_IPV6_NETWORK = 64  # what one subscriber holds


class RefusedSignInError(Exception):
    """The login or the password is not right; which of them is not told."""


class TooManyTriesError(Exception):
    """This account or address tried too often: not judged at all."""


class Door:
    """Judges passwords; unknown, disabled and wrong all take the same work and get the same answer."""

    def __init__(self, store: Store, passwords: PasswordDesk, settings: ConsoleSettings) -> None:
        self._store = store
        self._passwords = passwords
        self._settings = settings

    async def enter(self, login: str, password: str, address: str) -> Officer:
        """The officer. Raises `TooManyTriesError`, `RefusedSignInError` or `SignInsBusyError`."""
        login = normal_login(login)[:_LOGIN_LENGTH]
        await count_try(self._store, self._settings, KIND, login, address)
        # What is no login is not asked for: people type numbers, and a database may log what it is asked.
        officer = await self._store.officer(login) if is_login(login) else None
        known = officer if officer and not officer.disabled else None
        right = await self._passwords.verify(known.password_hash if known else None, password[:MAX_LENGTH])
        if known is None or not right:
            await self._note("sign-in.refused", known)
            raise RefusedSignInError
        await was_right(self._store, self._settings, KIND, login, address)
        await self._note("sign-in.password", known)
        return known

    async def _note(self, action: str, officer: Officer | None) -> None:
        # An unknown login is not kept: people type their password into the wrong field.
        login = officer.login if officer else "unknown"
        await self._store.audit([AuditEntry(self._settings.now(), login, action, login)])


async def count_try(store: Store, settings: ConsoleSettings, kind: str, login: str, address: str) -> None:
    """Note a try before it is judged, by account and by address. Raises `TooManyTriesError`.

    Of an address those that were right are taken off: a whole office may stand behind one. What comes beyond
    a limit is not noted: a flood writes nothing. Counted again once noted, for many may have come at once.
    """
    now, account, place = settings.now(), _account_key(login), _address_key(address)

    async def stay_within(more: int) -> None:
        since = now - settings.tries_window
        of_place = await store.count_attempts(kind, place, since) + more
        if of_place > settings.address_tries:
            of_place -= await store.count_attempts(_right(kind), place, since)
        of_account = await store.count_attempts(kind, account, since) + more
        if of_place > settings.address_tries or of_account > settings.account_tries:
            await asyncio.sleep(settings.refused_after)  # a flood comes no faster than it is answered
            raise TooManyTriesError

    await stay_within(1)
    await store.record_attempt(kind, [account, place], now)
    await stay_within(0)


async def was_right(store: Store, settings: ConsoleSettings, kind: str, login: str, address: str) -> None:
    """A right try clears the account; of the address it takes back itself alone."""
    await store.clear_attempts(kind, [_account_key(login)])
    await store.record_attempt(_right(kind), [_address_key(address)], settings.now())


def _right(kind: str) -> str:
    return f"{kind}-right"


def _account_key(login: str) -> str:
    return f"account:{login}"


def _address_key(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return f"address:{address}"
    if parsed.version == 4:
        return f"address:{parsed}"
    return f"address:{ipaddress.ip_network((int(parsed), _IPV6_NETWORK), strict=False)}"
