"""Sealing the store anew: each batch a piece of work of its own, with its place in the same transaction.

The place makes it go on after a kill where it stood. What others seal with the old key behind that place is
found by another pass, until one finds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from storage.fields import KeysError, SealError
from storage.records import AuditEntry
from storage.rotation import Holder, Rotation, Step
from storage.sealed import SEALED, Sealed
from storage.work import trail
from storage.work.db import Db

CHECK_COLUMN, CHECK_TEXT = b"key_checks.value", "recours"


def sealed_with(db: Db) -> int:
    """The key of the store's own check, which is sealed anew last."""
    return int(db.row("leading_key")[1][0])


def follow(db: Db) -> None:
    """Seal with the key that leads here. Raises `KeysError` where it is none of ours."""
    leading = db.row("leading_key")[0]
    if leading is not None and not db.keys.lead(leading[0]):
        raise KeysError(f"Key {leading[0]} seals this database, and the key file lacks it: copy it anew.")


def find(db: Db) -> Rotation | None:
    """The rotation under way."""
    row = db.row("key_rotation")
    return None if row is None else Rotation(*row)


def begin(db: Db, key_id: int, total: int, audit: AuditEntry) -> Rotation:
    """Begin one of `total` rows, or find it under way."""
    found = find(db)
    if found is not None and found.key_id == key_id:
        return found
    db.run("lead_key", {"key": bytes([key_id])})
    db.run("begin_rotation", {"key_id": key_id, "actor": audit.actor, "at": audit.at, "total": total})
    trail.append(db, [audit])
    return Rotation(key_id, audit.actor, audit.at, "", 0, total, audit.at)


def rows(db: Db) -> int:
    """How many there are to see; a full walk."""
    return sum(db.built(f"SELECT count(*) FROM {one.table}").fetchall()[0][0] for one in SEALED)  # noqa: S608 - ours


def again(db: Db, total: int) -> None:
    """From the beginning."""
    db.run("restart_rotation", {"total": total})


def end(db: Db, audit: AuditEntry) -> None:
    """The store's own check last: it tells that all is done."""
    db.run("renew_key_check", {"sealed": db.keys.seal(CHECK_COLUMN, CHECK_TEXT)})
    db.run("end_rotation")
    trail.append(db, [audit])


def renew_some(db: Db, limit: int, now: int) -> Step:
    """The next rows of the table where it stands."""
    found = find(db)
    table, after = _placed(found.place if found else "")
    page = _page(db, table, after, limit)
    outcomes = [_renew(db, table, row) for row in page]
    place = _behind(table, page, limit)
    db.run("move_rotation", {"place": place or _told(SEALED[-1], after), "rows": len(page), "at": now})
    return Step(len(page), outcomes.count(True), outcomes.count(None), is_end=place is None)


def _placed(place: str) -> tuple[Sealed, list[Any]]:
    if not place:
        return SEALED[0], []
    name, *key = orjson.loads(place)
    table = next(one for one in SEALED if one.table == name)
    return table, [bytes.fromhex(part["hex"]) if isinstance(part, dict) else part for part in key]


def _told(table: Sealed, key: Sequence[Any]) -> str:
    plain = [{"hex": part.hex()} if isinstance(part, bytes) else part for part in key]
    return orjson.dumps([table.table, *plain]).decode()


def _behind(table: Sealed, page: Sequence[Any], limit: int) -> str | None:
    """The place behind a page: in this table, in the next one, or none."""
    if len(page) == limit:
        return _told(table, page[-1][: len(table.key)])
    at = SEALED.index(table) + 1
    return _told(SEALED[at], []) if at < len(SEALED) else None


def page_query(table: Sealed, *, begun: bool) -> str:
    """Rows in the order of their key, those behind `:after0`, `:after1` ... where it is begun."""
    key = ", ".join(table.key)
    behind = ", ".join(f":after{at}" for at in range(len(table.key)))
    where = f"WHERE ({key}) > ({behind})" if begun else ""
    columns = ", ".join(table.columns)
    return f"SELECT {key}, {columns} FROM {table.table} {where} ORDER BY {key} LIMIT :limit"  # noqa: S608 - ours


def _page(db: Db, table: Sealed, after: Sequence[Any], limit: int) -> list[Any]:
    query = page_query(table, begun=bool(after)) + db.for_update
    values = {f"after{at}": part for at, part in enumerate(after)}
    found: list[Any] = db.built(query, {**values, "limit": limit}).fetchall()
    return found


def _renew(db: Db, table: Sealed, row: Sequence[Any]) -> bool | None:
    """Whether a row was sealed anew; None for one that does not open."""
    size = len(table.key)
    sealed = dict(zip(table.columns, map(_bytes, row[size:]), strict=True))
    stale = {name: value for name, value in sealed.items() if value is not None and db.keys.is_stale(value)}
    if not stale:
        return False
    try:
        new = {name: db.keys.renew(f"{table.table}.{name}".encode(), stale[name]) for name in stale}
    except SealError:
        return None
    sets = ", ".join(f"{name} = :{name}" for name in new)
    where = " AND ".join(f"{name} = :key{at}" for at, name in enumerate(table.key))
    keys = {f"key{at}": part for at, part in enumerate(row[:size])}
    db.built(f"UPDATE {table.table} SET {sets} WHERE {where}", {**new, **keys})  # noqa: S608 - our own names
    return True


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


def sealed_rows(db: Db) -> dict[str, dict[int, int]]:
    """Values by table and key."""
    return {one.table: _counted(db, one) for one in SEALED}


def _counted(db: Db, table: Sealed) -> dict[int, int]:
    found: dict[int, int] = {}
    for column in table.columns:
        query = (
            f"SELECT substr({column}, 1, 1) AS key_id, count(*) FROM {table.table}"  # noqa: S608 - our own names
            f" WHERE {column} IS NOT NULL GROUP BY 1"
        )
        for first, number in db.built(query).fetchall():
            key_id = bytes(first)[0] if first else 0
            found[key_id] = found.get(key_id, 0) + number
    return found


def holders(db: Db) -> list[Holder]:
    """Which processes know which keys."""
    return [Holder(host, tuple(orjson.loads(ids)), current) for host, ids, current in db.rows("key_holders")]


def announce(db: Db, process: int, host: str) -> None:
    """Say what this process knows; what others said that are gone is forgotten."""
    db.run("forget_key_holders")
    ids = orjson.dumps(db.keys.ids).decode()
    values = {"process": process, "host": host, "ids": ids, "current": db.keys.current}
    db.run("announce_keys", values)
