"""Long messages from the phone: their parts kept, in any order, until a message can be made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from storage.fields import SealError
from storage.records import Accepted, Join, MoMessage, MoPart
from storage.work import inbox
from storage.work.db import Db


def accept_part(db: Db, part: MoPart, join: Join) -> Accepted | None:
    """Keep a part once; with the last one missing, accept the message."""
    chain_key = _key(db, part)
    db.alone(chain_key)
    found = db.row("find_part", {"chain_key": chain_key, "number": part.number})
    if found is not None:
        octets, mo_id = found
        if _opens_as(db, octets, part.octets):
            return None if mo_id is None else Accepted(mo_id, duplicate=True)
        _end(db, chain_key, mo_id, join)  # the phone uses its reference again, for other words
    _insert(db, chain_key, part)
    parts = _parts(db, chain_key)
    return _accept(db, chain_key, parts, join) if len(parts) >= part.total else None


def join_overdue(db: Db, link: str, before: int, join: Join) -> int:
    """End the chains that began before then; how many of them were still open."""
    overdue = db.rows("overdue_chains", {"link": link, "before": before})
    return sum(_end(db, chain_key, mo_id, join) for chain_key, mo_id in overdue)


def _end(db: Db, chain_key: bytes, mo_id: int | None, join: Join) -> bool:
    """Forget a chain; what came of an open one is accepted, since it was acknowledged."""
    parts = [] if mo_id is not None else _parts(db, chain_key)
    if parts:
        _accept(db, chain_key, parts, join)
    db.run("delete_chain", {"chain_key": chain_key})
    return bool(parts)


def _accept(db: Db, chain_key: bytes, parts: Sequence[MoPart], join: Join) -> Accepted:
    first = parts[0]
    received_at = max(part.received_at for part in parts)
    mo = MoMessage(
        first.link, _external_id(chain_key, parts), first.sender, first.recipient, join(parts), received_at
    )
    accepted = inbox.accept(db, mo)
    db.run("close_chain", {"chain_key": chain_key, "mo_id": accepted.mo_id})
    return accepted


def _external_id(chain_key: bytes, parts: Sequence[MoPart]) -> str:
    """The same for the same parts that began at the same time, and for no others."""
    digest = hashlib.blake2b(chain_key, digest_size=16)
    digest.update(min(part.received_at for part in parts).to_bytes(8, "big"))
    for part in parts:
        digest.update(hashlib.blake2b(part.octets).digest())
    return f"chain:{digest.hexdigest()}"


def _key(db: Db, part: MoPart) -> bytes:
    whose = "\0".join((part.link, part.sender, part.recipient, part.reference, str(part.total)))
    return db.keys.lookup(b"chain", whose)


def _opens_as(db: Db, sealed: bytes, octets: bytes) -> bool:
    try:
        return db.keys.unseal_bytes(b"parts.octets", sealed) == octets
    except SealError:
        return False


def _insert(db: Db, chain_key: bytes, part: MoPart) -> None:
    db.run(
        "insert_part",
        {
            "chain_key": chain_key,
            "number": part.number,
            "link": part.link,
            "total": part.total,
            "sender": db.keys.seal(b"parts.sender", part.sender),
            "recipient": part.recipient,
            "coding": part.coding,
            "octets": db.keys.seal_bytes(b"parts.octets", part.octets),
            "received_at": part.received_at,
        },
    )


def _parts(db: Db, chain_key: bytes) -> list[MoPart]:
    rows = db.rows("chain", {"chain_key": chain_key})
    return [part for row in rows if (part := _opened(db, row)) is not None]


def _opened(db: Db, row: Any) -> MoPart | None:
    """A row as a part; one that does not open is as if it never came."""
    link, sender, recipient, total, number, coding, octets, received_at = row
    unseal = db.keys.unseal_bytes
    try:
        phone, words = unseal(b"parts.sender", sender).decode(), unseal(b"parts.octets", octets)
    except SealError:
        return None
    return MoPart(link, phone, recipient, "", total, number, coding, words, received_at)
