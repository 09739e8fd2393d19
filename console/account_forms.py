"""Accounts as an administrator's form says them, and the passwords drawn for them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from console.accounts import ROLES, AccountError, checked_login, checked_password, normal_login
from console.passwords import PasswordDesk
from storage.records import Officer

MAX_NAME = 80


def wished(form: Mapping[str, object]) -> dict[str, Any]:
    """What a form says of an account, as fields of `Officer`. Raises `AccountError`."""
    read = getattr(form, "getall", None)
    roles = tuple(str(role) for role in (read("role", []) if read else ()))
    fields = {
        "name": str(form.get("name", "")).strip(),
        "roles": roles,
        "regions": _lines(form.get("regions")),
        "programmes": _lines(form.get("programmes")),
        "language": str(form.get("language", "fr")),
        "sensitive": form.get("sensitive") == "1",
    }
    if not 0 < len(str(fields["name"])) <= MAX_NAME or not roles or set(roles) - set(ROLES):
        raise AccountError("An account has a name and one of the roles.")
    return fields


async def drawn_officer(passwords: PasswordDesk, fields: dict[str, Any], login: str) -> tuple[Officer, str]:
    """An account with a password drawn for it. Raises `AccountError` or `SignInsBusyError`."""
    login, password = normal_login(login), draw_password()
    return Officer(
        login=checked_login(login), password_hash=await passwords.hash(password), **fields
    ), password


async def change_password(passwords: PasswordDesk, officer: Officer, password: str) -> Officer:
    """The account with another password. Raises `AccountError` or `SignInsBusyError`."""
    return replace(officer, password_hash=await passwords.hash(checked_password(password)))


def draw_password() -> str:
    """96 random bits to hand over on paper."""
    return secrets.token_urlsafe(12)


def _lines(text: object) -> tuple[str, ...]:
    """The lines of a field, none of them empty or twice."""
    return tuple(
        dict.fromkeys(line.strip()[:MAX_NAME] for line in str(text or "").splitlines() if line.strip())
    )
