"""Seals a generation in PostgreSQL anew, beside those who look households up in it; or hashes it anew."""

from __future__ import annotations

from collections.abc import Mapping

from programmes.registry.generation import Renew
from programmes.registry.postgres.server import QUERIES, Server
from programmes.registry.rehashing import rehash_of
from programmes.registry.vault import Vault

BATCH = 500


def marks(server: Server, number: int) -> Mapping[int, int]:
    """How many rows each key sealed."""
    return {first[0]: rows for first, rows in server.run("marks", generation=number) if first}


def reseal(server: Server, number: int, renew: Renew) -> int:
    """Seal each row anew; how many do not open."""
    damaged, after = 0, 0
    while page := server.run("page", {"after": after, "limit": BATCH}, generation=number).fetchall():
        renewed = [(case_id, sealed, renew(sealed)) for case_id, sealed in page]
        damaged += sum(new is None for _case_id, _sealed, new in renewed)
        _save(server, number, [(new, case_id) for case_id, old, new in renewed if new and new is not old])
        after = page[-1][0]
    server.run("clean", generation=number)
    return damaged


def rehash(server: Server, number: int, vault: Vault) -> None:
    """Hash the keys of a generation anew, all or none."""
    with server.connection.transaction():
        with server.connection.cursor(name="rows") as rows:
            rows.execute(QUERIES["rows"].format(generation=number))
            change = rehash_of(rows, vault)
        if change is None:
            return
        server.run("make_rehashed")
        for name in ("cases", "phones"):
            with server.connection.cursor() as cursor:
                keys = cursor.execute(QUERIES[f"keys_of_{name}"].format(generation=number)).fetchall()
                with cursor.copy(QUERIES["put_rehashed"]) as copy:
                    for (key,) in keys:
                        copy.write_row((key, change(key)))
            server.run(f"rehash_{name}", generation=number)
            server.run("empty_rehashed")


def _save(server: Server, number: int, renewed: list[tuple[bytes, int]]) -> None:
    with server.connection.transaction(), server.connection.cursor() as cursor:
        query = QUERIES["reseal"].format(generation=number)
        cursor.executemany(query, [{"sealed": sealed, "case_id": case_id} for sealed, case_id in renewed])
