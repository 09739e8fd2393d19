"""Officers' accounts and their console sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import orjson
from msgspec.structs import replace

from storage.records import Officer, SignIn
from storage.work.db import Db

_DEVICE = b"sign_ins.device"


def save_officer(db: Db, officer: Officer) -> None:
    """Add or replace an account; where it is disabled or its password changed, its sessions end."""
    values = {
        "login": officer.login,
        "name": officer.name,
        "password_hash": officer.password_hash,
        "roles": orjson.dumps(officer.roles).decode(),
        "regions": orjson.dumps(officer.regions).decode(),
        "language": officer.language,
        "sensitive": officer.sensitive,
        "disabled": officer.disabled,
        "programmes": orjson.dumps(officer.programmes).decode(),
    }
    closing = {name: values[name] for name in ("login", "disabled", "password_hash")}
    db.run("close_sign_ins_of", closing)
    db.run("save_officer", values)


def save_password(db: Db, login: str, password_hash: str, keep: bytes) -> None:
    """Change a password; the sessions but one end."""
    db.run("save_password", {"login": login, "password_hash": password_hash})
    db.run("close_other_sign_ins", {"login": login, "keep": keep})


def officer(db: Db, login: str) -> Officer | None:
    """One account."""
    row = db.row("officer", {"login": login})
    if row is None:
        return None
    return _officer(row, lambda name: [reference for (reference,) in db.rows("kept_from", {"login": name})])


def officers(db: Db) -> list[Officer]:
    """All accounts."""
    kept: dict[str, list[str]] = {}
    for login, reference in db.rows("all_kept_away"):
        kept.setdefault(login, []).append(reference)
    return [_officer(row, lambda name: kept.get(name, [])) for row in db.rows("officers")]


def _officer(row: Any, kept_from: Callable[[str], Iterable[str]]) -> Officer:
    """A row as an account, with what is kept from it by its own name or by its unit's."""
    login, name, password_hash, roles, regions, language, sensitive, disabled, programmes = row
    found = Officer(
        login,
        name,
        password_hash,
        tuple(orjson.loads(roles)),
        tuple(orjson.loads(regions)),
        language,
        bool(sensitive),
        bool(disabled),
        tuple(orjson.loads(programmes)),
    )
    kept = {reference for known_as in found.known_as for reference in kept_from(known_as)}
    return replace(found, kept_from=tuple(sorted(kept))) if kept else found


def open_sign_in(db: Db, sign_in: SignIn) -> None:
    """Begin a console session."""
    device = orjson.dumps([sign_in.address, sign_in.browser])
    db.run(
        "open_sign_in",
        {
            "token_hash": sign_in.token_hash,
            "login": sign_in.login,
            "created_at": sign_in.created_at,
            "seen_at": sign_in.seen_at,
            "proved": sign_in.proved,
            "device": db.keys.seal_bytes(_DEVICE, device),
        },
    )


def sign_in(db: Db, token_hash: bytes) -> SignIn | None:
    """A console session."""
    row = db.row("sign_in", {"token_hash": token_hash})
    return None if row is None else _sign_in(db, row)


def sign_ins(db: Db, login: str | None) -> list[SignIn]:
    """The sessions of an account, or all."""
    rows = db.rows("sign_ins") if login is None else db.rows("sign_ins_of", {"login": login})
    return [_sign_in(db, row) for row in rows]


def _sign_in(db: Db, row: Any) -> SignIn:
    token_hash, login, created_at, seen_at, proved, device = row
    address, browser = orjson.loads(db.keys.unseal_bytes(_DEVICE, device)) if device else ("", "")
    return SignIn(token_hash, login, created_at, seen_at, bool(proved), address, browser)


def prove_sign_in(db: Db, token_hash: bytes, proved: SignIn) -> bool:
    """Put a proved session in place of one that waited."""
    if db.run("close_sign_in", {"token_hash": token_hash}).rowcount != 1:
        return False
    open_sign_in(db, proved)
    return True


def touch_sign_in(db: Db, token_hash: bytes, now: int) -> None:
    """Note that it was used."""
    db.run("touch_sign_in", {"token_hash": token_hash, "now": now})


def close_sign_in(db: Db, token_hash: bytes) -> None:
    """End it."""
    db.run("close_sign_in", {"token_hash": token_hash})


def close_sign_ins(db: Db, login: str) -> None:
    """End all of an account."""
    db.run("close_all_sign_ins", {"login": login})
