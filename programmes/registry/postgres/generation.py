"""A generation of the registry being written into PostgreSQL: cases come a few thousand in one COPY."""

from __future__ import annotations

from typing import Any

from programmes.registry.counts import Counts, packed
from programmes.registry.postgres.server import QUERIES, Server
from programmes.registry.rows import FORMAT

#: Cases in one COPY: some megabytes.
CHUNK = 5_000
_INDEXES = ("index_ids", "index_keys", "index_phones", "count_on_cases", "count_on_phones")


class TableGeneration:
    """See `Generation`; two tables that nobody knows before `publish`."""

    def __init__(self, server: Server, number: int, *, indexed: bool) -> None:
        self.number = number
        self.before: Counts | None = {}
        self._server = server
        self._indexed = indexed
        self._free_id = 0
        self._cases: list[tuple[int, bytes, bytes]] = []
        self._phones: list[tuple[bytes, int]] = []

    def add(self, case_id: int, key: bytes, sealed: bytes, phone_keys: list[bytes]) -> None:
        """See `Generation`."""
        self._cases.append((case_id, key, sealed))
        self._phones.extend((phone, case_id) for phone in phone_keys)
        if len(self._cases) >= CHUNK:
            self._put()

    def find(self, key: bytes) -> tuple[int, bytes] | None:
        """See `Generation`."""
        found = self._server.run("find", {"key": key}, generation=self.number).fetchone()
        return (int(found[0]), found[1]) if found else None

    def remove(self, case_id: int, phone_keys: list[bytes]) -> None:
        """See `Generation`."""
        self._server.run("remove_case", {"case_id": case_id}, generation=self.number)
        for key in phone_keys:
            self._server.run("remove_phone", {"key": key, "case_id": case_id}, generation=self.number)

    def free_id(self) -> int:
        """See `Generation`."""
        if not self._free_id:
            self._put()
            self._free_id = self._server.run("free_id", generation=self.number).fetchone()[0]
        self._free_id += 1
        return self._free_id - 1

    def publish(self, counts: Counts | None) -> None:
        """See `Generation`."""
        self._put()
        if not self._indexed:
            self.index()
        self._server.run("publish", {"number": self.number, "format": FORMAT, "counts": packed(counts)})

    def index(self) -> None:
        """Make the indexes, and have the server count what is there."""
        for query in _INDEXES:
            self._server.run(query, generation=self.number)
        self._indexed = True

    def _put(self) -> None:
        self._copy("put_cases", ["int8", "bytea", "bytea"], self._cases)
        self._copy("put_phones", ["bytea", "int8"], self._phones)

    def _copy(self, query: str, types: list[str], rows: list[tuple[Any, ...]]) -> None:
        if not rows:
            return
        with self._server.connection.cursor().copy(QUERIES[query].format(generation=self.number)) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)
        rows.clear()
