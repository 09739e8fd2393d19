"""Hashing a registry anew where the index key was changed: which keys made its hashes is told by its rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from functools import partial
from pathlib import Path

from programmes.registry.generation import SealedCase
from programmes.registry.rows import unpack_case
from programmes.registry.vault import HASH_BYTES, Vault

Rehash = Callable[[bytes], bytes]
_ROWS = "SELECT key, sealed FROM cases"


def rehash_of(rows: Iterable[SealedCase], vault: Vault) -> Rehash | None:
    """What brings these hashes to the newest index key; None where they are, or where no row opens."""
    for key, sealed in rows:
        try:
            number = unpack_case(vault.open(bytes(sealed)), "").number
        except Exception:  # noqa: BLE001, S112 - what a foreign `open` raises is its own affair; the next row tells
            continue
        depth = vault.depth_of(bytes(key), number)
        if depth is None:
            continue
        return None if depth == len(vault.layers) else partial(vault.wrap, depth=depth)
    return None


def rehash_file(connection: sqlite3.Connection, vault: Vault) -> bool:
    """Hash a file's cases and phones anew; whether they were of an older index key."""
    rehash = rehash_of(connection.execute(_ROWS), vault)
    if rehash is None:
        return False
    connection.create_function("rehashed", 1, rehash, deterministic=True)
    connection.execute("UPDATE cases SET key = rehashed(key)")
    connection.execute("UPDATE phones SET key = rehashed(key)")
    return True


def rehash_cache(cache: Path, vault: Vault) -> None:
    """Hash what a registry over HTTP said last anew, all or nothing; without a service that has it open."""
    with closing(sqlite3.connect(cache, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("BEGIN IMMEDIATE")
        rehash = rehash_of(connection.execute(_ROWS), vault)
        if rehash is not None:
            rehash_file(connection, vault)
            connection.create_function("rehashed_all", 1, lambda keys: _each(keys, rehash))
            connection.execute("UPDATE phones SET cases = rehashed_all(cases)")
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _each(keys: bytes, rehash: Rehash) -> bytes:
    return b"".join(rehash(keys[at : at + HASH_BYTES]) for at in range(0, len(keys), HASH_BYTES))
