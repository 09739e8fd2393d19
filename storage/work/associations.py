"""Associations and their lists as rows: phones and households sealed, found by keyed hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import orjson

from storage.associations import Association, Listed
from storage.records import AuditEntry
from storage.work import trail
from storage.work.db import Db

_PHONE, _HOUSEHOLD = b"associations.phone", b"association_households.household"


def save(db: Db, name: str, phone: str, audit: AuditEntry) -> bool:
    """Add one, or give it another phone; False where that is another's."""
    keys = db.keys
    values = {"name": name, "phone_key": keys.lookup(b"phone", phone), "phone": keys.seal(_PHONE, phone)}
    return _done(db, "save_association", values, audit)


def remove(db: Db, name: str, audit: AuditEntry) -> bool:
    """Forget one with its list."""
    db.run("clear_households", {"name": name})
    return _done(db, "remove_association", {"name": name}, audit)


def put_on(db: Db, name: str, household: Listed, audit: AuditEntry) -> bool:
    """Put a household on its list."""
    values = {
        "name": name,
        "case_key": _case_key(db, household.case_id),
        "household": db.keys.seal_bytes(_HOUSEHOLD, orjson.dumps(asdict(household))),
    }
    return _done(db, "list_household", values, audit)


def take_off(db: Db, name: str, case_id: str, audit: AuditEntry) -> bool:
    """Take a household off."""
    return _done(db, "unlist_household", {"name": name, "case_key": _case_key(db, case_id)}, audit)


def every(db: Db) -> list[Association]:
    """All, by name."""
    return [_opened(db, name, phone) for name, phone in db.rows("associations")]


def of_phone(db: Db, phone: str) -> Association | None:
    """The one whose phone this is."""
    row = db.row("association_of", {"phone_key": db.keys.lookup(b"phone", phone)})
    return None if row is None else _opened(db, *row)


def _done(db: Db, query: str, values: Mapping[str, object], audit: AuditEntry) -> bool:
    """Whether it changed something; only then there is something to audit."""
    changed = db.run(query, values).rowcount > 0
    if changed:
        trail.append(db, [audit])
    return changed


def _case_key(db: Db, case_id: str) -> bytes:
    return db.keys.lookup(b"listed", case_id)


def _opened(db: Db, name: str, phone: bytes) -> Association:
    rows = db.rows("households_of", {"name": name})
    listed = (Listed(**orjson.loads(db.keys.unseal_bytes(_HOUSEHOLD, sealed))) for (sealed,) in rows)
    return Association(name, db.keys.unseal(_PHONE, phone), tuple(listed))
