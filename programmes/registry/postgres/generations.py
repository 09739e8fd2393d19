"""Writing a new generation of the registry into PostgreSQL, beside the one in use, and swapping it in.

Cases come a few thousand in one COPY, each a transaction of its own: one transaction of minutes would keep
the server from clearing up behind the messages meanwhile. Nobody sees the tables before `publish`, one
statement that says which generation is in use. A killed import's tables are dropped by the next one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass

import psycopg

from programmes.registry.generation import ImportUnderWayError, Renew
from programmes.registry.postgres.compared import TablesCompared
from programmes.registry.postgres.generation import TableGeneration
from programmes.registry.postgres.resealing import marks, rehash, reseal
from programmes.registry.postgres.server import Server, said
from programmes.registry.rows import FORMAT
from programmes.registry.vault import Vault

#: A statement that still reads an old generation is waited for so often and so long; others wait behind us.
PATIENCE, PAUSE_SECONDS = 10, 0.2


@dataclass(frozen=True, slots=True)
class TableGenerations:
    """See `Generations`; `url` is that of the store."""

    url: str

    @contextmanager
    def begin(self, *, copied: bool = False) -> Iterator[TableGeneration]:
        """See `Generations`."""
        with self._alone() as server:
            server.run("make_schema")
            server.run("make_standing")
            server.run("add_counts")
            _drop_unused(server)
            old = server.standing()
            number = max([old.generation if old else 0, *_all(server)]) + 1
            for query in ("make_cases", "make_phones", "uncompressed_cases"):
                server.run(query, generation=number)
            generation = TableGeneration(server, number, indexed=False)
            try:
                if copied and old and old.format == FORMAT:
                    _copy(server, old.generation, generation)
                yield generation
            finally:
                _drop_unused(server)

    @contextmanager
    def since_told(self) -> Iterator[TablesCompared]:
        """See `Generations`."""
        with self._alone() as server:
            standing = server.in_use()
            there = standing.told in _all(server)
            yield TablesCompared(server, standing.generation, standing.told if there else None)
            _drop_unused(server)

    def alone(self) -> AbstractContextManager[object]:
        """See `Generations`."""
        return self._alone()

    def sealed_by(self) -> Mapping[str, Mapping[int, int]]:
        """See `Generations`."""
        server = Server(self.url)
        with closing(server.connection), said():
            return {f"registry.cases_{number}": marks(server, number) for number in sorted(_kept(server))}

    def reseal(self, renew: Renew) -> int:
        """See `Generations`."""
        with self._alone() as server:
            return sum(reseal(server, number, renew) for number in _kept(server))

    def rehash(self, vault: Vault) -> None:
        """See `Generations`."""
        with self._alone() as server:
            for number in _kept(server):
                rehash(server, number, vault)

    @contextmanager
    def _alone(self) -> Iterator[Server]:
        """A connection beside which nobody changes the registry. Raises `ImportUnderWayError`."""
        server = Server(self.url)
        with closing(server.connection), said():
            if not server.run("be_alone").fetchone()[0]:
                raise ImportUnderWayError
            try:
                yield server
            finally:
                with suppress(psycopg.Error):  # where the server is gone, so is the lock
                    server.run("be_done")


def _copy(server: Server, old: int, generation: TableGeneration) -> None:
    for query in ("copy_cases", "copy_phones"):
        server.run(query, generation=generation.number, old=old)
    generation.before = server.counts()
    generation.index()


def _all(server: Server) -> list[int]:
    return [number for (number,) in server.run("generations")]


def _kept(server: Server) -> set[int]:
    """What is in use and what was told last."""
    standing = server.standing()
    return {number for number in _all(server) if standing and number in (standing.generation, standing.told)}


def _drop_unused(server: Server) -> None:
    """Drop what is neither in use nor told last; what somebody reads even now is left to the next import."""
    kept = _kept(server)
    for number in _all(server):
        if number not in kept:
            _drop(server, number)


def _drop(server: Server, number: int) -> None:
    """Who comes while we wait for the readers to leave waits behind us: so we wait often, not long."""
    for _again in range(PATIENCE):
        try:
            with server.connection.transaction():
                server.connection.execute("SET LOCAL lock_timeout = '100ms'")
                server.run("drop_phones", generation=number)
                server.run("drop_cases", generation=number)
        except psycopg.errors.LockNotAvailable:
            time.sleep(PAUSE_SECONDS)
        else:
            return
