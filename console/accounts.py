"""Officers' accounts: how the command line and the demo make them."""

from __future__ import annotations

import re
import secrets

from msgspec.structs import replace

from console.authenticator import new_secret
from console.passwords import MAX_LENGTH, MIN_LENGTH, hash_password
from storage.records import Officer, SecondStep

ROLES = ("officer", "supervisor", "administrator", "auditor")
DEMO_LOGIN, DEMO_SECOND = "demo", "demo2"
#: Who decides what those two decided and the person brought before a supervisor.
DEMO_APPEALS = ("demo3", "demo4")
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


class AccountError(ValueError):
    """An account that cannot be made; the message says why in one sentence."""


def normal_login(login: str) -> str:
    """A login as it is kept: people type capitals and spaces around it."""
    return login.strip().lower()


def is_login(typed: str) -> bool:
    """Whether an account may have this login."""
    return _LOGIN.fullmatch(typed) is not None


def checked_login(login: str) -> str:
    """The login, where it is one. Raises `AccountError`."""
    if not is_login(login):
        raise AccountError("A login is 2 to 40 letters, digits, dots, dashes or underscores.")
    return login


def checked_password(password: str) -> str:
    """The password, where it is long enough. Raises `AccountError`."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise AccountError(f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters.")
    return password


def new_officer(
    login: str,
    name: str,
    password: str,
    *,
    roles: tuple[str, ...] = ("officer",),
    regions: tuple[str, ...] = (),
    language: str = "fr",
    sensitive: bool = False,
) -> Officer:
    """An account ready for `Store.save_officer`. Raises `AccountError`. Hashes, so not for the event loop."""
    login = normal_login(login)
    login, password = checked_login(login), checked_password(password)
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise AccountError(f"The roles are {', '.join(ROLES)}.")
    return Officer(login, name, hash_password(password), tuple(roles), tuple(regions), language, sensitive)


def new_demo_officers() -> tuple[tuple[Officer, ...], str]:
    """The demo's officers, two for each level, for four eyes, with the password drawn for all.

    It is to be printed once and kept beside the demo's data.
    """
    password = secrets.token_urlsafe(12)
    first = new_officer(DEMO_LOGIN, "Demo", password, roles=("officer", "supervisor"))
    others = (replace(first, login=one, name=one.title()) for one in (DEMO_SECOND, *DEMO_APPEALS))
    return (first, *others), password


def demo_second_step() -> SecondStep:
    """A demo officer's authenticator, which nobody has: the page of the second step shows its codes."""
    return SecondStep(new_secret(), confirmed=True)
