"""Who may sign in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who may sign in.

    `roles` are of officer, supervisor, administrator, auditor; `regions` () means all.
    """

    login: str
    name: str
    password_hash: str
    roles: tuple[str, ...]
    regions: tuple[str, ...] = ()
    language: str = "fr"
    sensitive: bool = False
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class SignIn:
    """A server-side session of the console; only a hash of its token is kept."""

    token_hash: bytes
    login: str
    created_at: int
    seen_at: int
