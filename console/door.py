"""The door: a login and a password judged, every try counted before it is."""

from __future__ import annotations

import ipaddress

from console.accounts import normal_login
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
    """Judges sign-ins; unknown, disabled and wrong all take the same work and get the same answer."""

    def __init__(self, store: Store, passwords: PasswordDesk, settings: ConsoleSettings) -> None:
        self._store = store
        self._passwords = passwords
        self._settings = settings

    async def enter(self, login: str, password: str, address: str) -> Officer:
        """The officer. Raises `TooManyTriesError`, `RefusedSignInError` or `SignInsBusyError`."""
        login = normal_login(login)[:_LOGIN_LENGTH]
        await self._count(login, address)
        officer = await self._store.officer(login)
        known = officer if officer and not officer.disabled else None
        right = await self._passwords.verify(known.password_hash if known else None, password[:MAX_LENGTH])
        if known is None or not right:
            await self._note("sign-in.refused", known)
            raise RefusedSignInError
        await self._store.clear_attempts(KIND, [_account_key(login)])
        await self._note("sign-in.opened", known)
        return known

    async def _count(self, login: str, address: str) -> None:
        now = self._settings.now()
        limits = {
            _account_key(login): self._settings.account_tries,
            _address_key(address): self._settings.address_tries,
        }
        await self._store.record_attempt(KIND, list(limits), now)
        since = now - self._settings.tries_window
        for key, limit in limits.items():
            if await self._store.count_attempts(KIND, key, since) > limit:
                raise TooManyTriesError

    async def _note(self, action: str, officer: Officer | None) -> None:
        # An unknown login is not kept: people type their password into the wrong field.
        login = officer.login if officer else "unknown"
        await self._store.audit([AuditEntry(self._settings.now(), login, action, login)])


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
