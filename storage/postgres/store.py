"""`Store` on PostgreSQL: the same pieces of work as on SQLite, by any number of processes at once."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog

from storage.desk import WordsOf
from storage.errors import BackupError, StoreClosedError, StoreError
from storage.fields import Keys
from storage.postgres import care
from storage.postgres.connection import PgDb, connect, refusal
from storage.postgres.crew import Crew
from storage.postgres.presence import Presence
from storage.postgres.schema import bring_up_to_date
from storage.verbs import StoreVerbs
from storage.work import recovery, rotating
from storage.work.db import no_words

log = structlog.get_logger()

#: Connections of a process: those that write, and one that reads.
WRITERS = 6
#: How often a process shows that it lives and looks for what others left.
LOOK_SECONDS = 2.0


class PostgresStore(StoreVerbs):
    """The engine for more than one process; `url` is `postgresql://...`."""

    def __init__(
        self,
        url: str,
        keys: Keys,
        *,
        now: Callable[[], float] = time.time,
        words_of: WordsOf = no_words,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._url = url
        self._keys = keys
        self._now = now
        self._words_of = words_of
        self._left = []
        self._presence_of = Presence(url)
        self._crew: Crew | None = None
        self._look_seconds = look_seconds
        self._looking: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()
        self._announced: tuple[int, tuple[int, ...], int] | None = None

    async def open(self) -> None:
        """See `Store`."""
        if self._crew is not None:
            return
        await asyncio.to_thread(self._begin)
        loop = asyncio.get_running_loop()
        self._ending.clear()
        self._crew = Crew(self._connect, WRITERS, loop)
        self._readers = Crew(self._connect, 1, loop)
        try:
            await self._crew.do(recovery.check_keys)
            await self._announce()
            await self._crew.do(recovery.recover, int(self._now()))
            self._left = await self._readers.do(recovery.left)
        except BaseException:
            await self.close()
            raise
        self._looking = asyncio.create_task(self._look())

    def _begin(self) -> None:
        with connect(self._url) as connection:
            bring_up_to_date(connection)
        self._presence_of.appear()

    def _holder(self) -> int:
        return self._presence_of.holder

    async def backup(self, target: Path) -> None:  # noqa: ARG002 - the signature is `Store`'s
        """Not from here: PostgreSQL has its own ways, which know the whole server."""
        raise BackupError("PostgreSQL is backed up by pg_dump or its archive: docs/operations/postgres.md.")

    async def settle(self, *, rewrite: bool = False) -> None:
        """See `Store`; without `rewrite` the room is autovacuum's to make."""
        if rewrite:
            await asyncio.to_thread(care.rewrite, self._url)

    async def integrity_problems(self) -> list[str]:
        """None that this side could see: PostgreSQL's checksums and pg_amcheck do."""
        return []

    def _connect(self) -> PgDb:
        return PgDb(connect(self._url), self._keys, self._holder, self._words_of)

    async def close(self) -> None:
        """See `Store`."""
        if self._crew is None:
            return
        crew, self._crew = self._crew, None
        self._ending.set()
        if self._looking is not None:
            await self._looking
        await asyncio.to_thread(crew.close)
        await asyncio.to_thread(self._readers.close)
        await asyncio.to_thread(self._presence_of.leave)

    async def _look(self) -> None:
        """Show that we live; take up what those left who do not."""
        while not await self._is_ending():
            try:
                await asyncio.to_thread(self._presence_of.appear)
                await self._readers.do(recovery.recover, int(self._now()))
                await self._readers.do(rotating.follow)
                await self._announce()
            except StoreError as error:
                log.error("the database is away", error=type(error).__name__)

    async def _announce(self) -> None:
        """Say which keys this process knows, where that is news: its key file may be its machine's own."""
        self._keys.follow()
        known = (self._holder(), self._keys.ids, self._keys.current)
        if known != self._announced:
            await self._readers.do(rotating.announce, self._holder(), f"{socket.gethostname()}:{os.getpid()}")
            self._announced = known

    async def _is_ending(self) -> bool:
        """Wait until it is time to look again, or to end; a look that was begun is not broken off."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._look_seconds):
                await self._ending.wait()
        return self._ending.is_set()

    def _write(self, work: Callable[..., Any], *arguments: Any, new: bool = False) -> asyncio.Future[Any]:
        if self._crew is None:
            raise StoreClosedError
        self._keys.follow()
        return self._crew.do(work, *arguments, new=new)

    def _read(self, work: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
        if self._crew is None:
            raise StoreClosedError
        return self._readers.do(work, *arguments)

    async def _apart(self, work: Callable[..., Any], *arguments: Any) -> Any:
        if self._crew is None:
            raise StoreClosedError
        return await asyncio.to_thread(self._on_own_connection, work, *arguments)

    def _on_own_connection(self, work: Callable[..., Any], *arguments: Any) -> Any:
        db = self._connect()
        try:
            return work(db, *arguments)
        except Exception as error:  # noqa: BLE001 - what is the server's is told as the protocol says
            raise refusal(error) from None
        finally:
            db.close()
