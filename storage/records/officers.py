"""Who may sign in."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec import Struct


class Officer(Struct, frozen=True):
    """Somebody who may sign in.

    `roles` are of officer, supervisor, administrator, auditor; `regions` and `programmes` () mean all.
    `kept_from` are the tickets that this officer does not learn of (`Store.keep_away`); saving leaves them.
    """

    login: str
    name: str
    password_hash: str
    roles: tuple[str, ...]
    regions: tuple[str, ...] = ()
    language: str = "fr"
    sensitive: bool = False
    disabled: bool = False
    programmes: tuple[str, ...] = ()
    kept_from: tuple[str, ...] = ()

    @property
    def known_as(self) -> tuple[str, ...]:
        """How keeping away knows this account: its login, and the mark of each of its units."""
        return (self.login, *map(unit_mark, self.regions))


def unit_mark(region: str) -> str:
    """A whole unit among logins, today's accounts and those to come; no login begins so."""
    return f"@{region}"


class SignIn(Struct, frozen=True):
    """A server-side session of the console; only a hash of its token is kept.

    It opens pages once `proved` by the second step. `address` and `browser` tell its owner which it is.
    """

    token_hash: bytes
    login: str
    created_at: int
    seen_at: int
    proved: bool = False
    address: str = ""
    browser: str = ""


@dataclass(frozen=True, slots=True)
class SecondStep:
    """What an account's authenticator shares with us; `last_step` is the newest 30 seconds used, 0 none."""

    secret: bytes = field(repr=False)
    confirmed: bool = False
    last_step: int = 0
