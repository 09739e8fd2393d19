"""Seals a generation in PostgreSQL anew, in place, beside those who look households up in it."""

from __future__ import annotations

from collections.abc import Mapping

from programmes.registry.generation import Renew
from programmes.registry.postgres.server import QUERIES, Server

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


def _save(server: Server, number: int, renewed: list[tuple[bytes, int]]) -> None:
    with server.connection.transaction(), server.connection.cursor() as cursor:
        query = QUERIES["reseal"].format(generation=number)
        cursor.executemany(query, [{"sealed": sealed, "case_id": case_id} for sealed, case_id in renewed])
