"""The registry in PostgreSQL: a look-up is one statement, made on a thread that holds a connection.

The statement names the generation that this process knows, and brings with it the one in use in the same
moment. Where they differ, or the table is gone already, the look-up is made again in the new one: so every
process is in the new generation from its first look-up after the import's commit, and never in two at once.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import psycopg

from programmes.household import Case
from programmes.programme import RegistryUnavailableError
from programmes.registry.counts import Counts
from programmes.registry.generation import SealedCase, Standing
from programmes.registry.postgres.server import NONE_YET, Server, said
from programmes.registry.sealed import SealedCases
from programmes.registry.vault import Vault

#: Connections of a process; a look-up takes a fraction of a millisecond of one.
READERS = 4
Answer = TypeVar("Answer")
#: A swap, and a connection that a restart of the server cut, cost another try each.
MOST_TRIES = 4


class PostgresRegistry:
    """Looks cases up in `url`; keeps the `Registry` protocol, whose methods are described there."""

    def __init__(self, url: str, vault: Vault) -> None:
        self._url = url
        self._vault = vault
        self._cases = SealedCases(vault)
        self._generation = 0
        self._own = threading.local()
        self._servers: list[Server] = []
        self._threads = ThreadPoolExecutor(READERS, "registry")

    async def cases_of_phone(self, phone: str) -> tuple[Case, ...]:
        """See `Registry`."""
        return self._cases.of_phone(phone, await self._find("cases_of_phone", self._vault.phone_key(phone)))

    async def case(self, case_id: str) -> Case | None:
        """See `Registry`."""
        return self._cases.one(await self._find("case_of_key", self._vault.key_of(case_id)))

    async def case_by_number(self, number: str) -> Case | None:
        """See `Registry`."""
        return self._cases.one(await self._find("case_of_key", self._vault.number_key(number)))

    async def standing(self) -> Standing:
        """See `KeptRegistry`."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._standing)

    async def households(self) -> Counts | None:
        """See `KeptRegistry`."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._counts)

    def close(self) -> None:
        """Hang up."""
        self._threads.shutdown(cancel_futures=True)
        for server in self._servers:
            server.connection.close()

    def _find(self, query: str, key: bytes) -> asyncio.Future[list[SealedCase]]:
        return asyncio.get_running_loop().run_in_executor(self._threads, self._select, query, key)

    def _select(self, query: str, key: bytes) -> list[SealedCase]:
        with said():
            for _again in range(MOST_TRIES):
                try:
                    if (found := self._look(self._server(), query, key)) is not None:
                        return found
                except psycopg.OperationalError:
                    self._hang_up()
        raise RegistryUnavailableError("PostgreSQL does not answer")

    def _look(self, server: Server, query: str, key: bytes) -> list[SealedCase] | None:
        """What is found; None where another generation took the place of the one that was asked."""
        asked = self._generation = self._generation or server.in_use().generation
        try:
            rows = server.run(query, {"key": key}, generation=asked).fetchall()
        except NONE_YET:  # dropped since
            rows = []
        if rows and rows[0][0] == asked:
            return [(case_key, sealed) for _generation, case_key, sealed in rows if case_key is not None]
        self._generation = 0
        return None

    def _standing(self) -> Standing:
        row = self._asked(Server.in_use)
        return Standing(row.generation, row.changed_at)

    def _counts(self) -> Counts | None:
        return self._asked(Server.counts)

    def _asked(self, question: Callable[[Server], Answer]) -> Answer:
        """Asked again once where a restart of the server cut the connection."""
        with said():
            try:
                return question(self._server())
            except psycopg.OperationalError:
                self._hang_up()
                return question(self._server())

    def _server(self) -> Server:
        """This thread's connection."""
        server: Server | None = getattr(self._own, "server", None)
        if server is None:
            server = self._own.server = Server(self._url)
            self._servers.append(server)
        return server

    def _hang_up(self) -> None:
        server, self._own.server = self._own.server, None
        server.connection.close()
        self._servers.remove(server)
