"""Authenticators, each step of time used once, and the recovery codes that replace them."""

from __future__ import annotations

from collections.abc import Sequence

from storage.records import SecondStep
from storage.work import people
from storage.work.db import Db

_COLUMN = b"second_steps.secret"


def find(db: Db, login: str) -> SecondStep | None:
    """An account's authenticator."""
    row = db.row("second_step", {"login": login})
    if row is None:
        return None
    secret, confirmed, last_step = row
    return SecondStep(db.keys.unseal_bytes(_COLUMN, secret), bool(confirmed), last_step)


def save(db: Db, login: str, step: SecondStep) -> None:
    """Replace it; the codes of the one before count no more."""
    db.run("drop_recovery_codes", {"login": login})
    values = {
        "login": login,
        "secret": db.keys.seal_bytes(_COLUMN, step.secret),
        "confirmed": step.confirmed,
        "last_step": step.last_step,
    }
    db.run("save_second_step", values)


def drop(db: Db, login: str) -> None:
    """Forget it, its codes, and the sessions that it opened."""
    db.run("drop_recovery_codes", {"login": login})
    db.run("drop_second_step", {"login": login})
    people.close_sign_ins(db, login)


def use(db: Db, login: str, step: int) -> bool:
    """Use up a step of time; once."""
    return db.run("use_step", {"login": login, "step": step}).rowcount == 1


def save_codes(db: Db, login: str, codes: Sequence[str]) -> None:
    """Replace the recovery codes."""
    db.run("drop_recovery_codes", {"login": login})
    for code in codes:
        db.run("save_recovery_code", {"login": login, "code_key": _key(db, login, code)})


def use_code(db: Db, login: str, code: str) -> bool:
    """Use up a recovery code; once."""
    return db.run("use_recovery_code", {"login": login, "code_key": _key(db, login, code)}).rowcount == 1


def count_codes(db: Db, login: str) -> int:
    """How many are left."""
    number: int = db.row("count_recovery_codes", {"login": login})[0]
    return number


def _key(db: Db, login: str, code: str) -> bytes:
    return db.keys.lookup(b"recovery", f"{login}\0{code}")
