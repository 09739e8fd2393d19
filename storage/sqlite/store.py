"""`Store` on SQLite: writes go to the writer, reads to readers with connections of their own."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from storage.desk import WordsOf
from storage.errors import StoreClosedError
from storage.fields import Keys
from storage.sqlite import care, opening
from storage.sqlite.connection import SqliteDb, connect_reader, refusal
from storage.sqlite.readers import Readers
from storage.sqlite.writer import Writer
from storage.verbs import StoreVerbs
from storage.work.db import no_words

READERS = 2

# Each method is described by the protocol, storage/store.py.
# ruff: noqa: D102


class SqliteStore(StoreVerbs):
    """The embedded engine of the `Store` protocol."""

    def __init__(
        self,
        path: str | Path,
        keys: Keys,
        *,
        now: Callable[[], float] = time.time,
        words_of: WordsOf = no_words,
    ) -> None:
        self._path = Path(path)
        self._keys = keys
        self._now = now
        self._words_of = words_of
        self._writer: Writer | None = None
        self._left: list[tuple[str, bytes]] = []

    # Life

    async def open(self) -> None:
        if self._writer is not None:
            return
        self._presence, self._db = await asyncio.to_thread(self._open)
        loop = asyncio.get_running_loop()
        self._reading = [await asyncio.to_thread(self._connected) for _one in range(READERS)]
        self._readers = Readers(self._reading, loop)
        self._writer = Writer(self._db, loop)

    def _open(self) -> tuple[opening.Presence, SqliteDb]:
        presence = opening.Presence.of(self._path)
        try:
            db = opening.open_database(self._path, self._keys, self._words_of)
            if presence.alone:
                opening.recover(db, int(self._now()))
                self._left = opening.left(db)
            presence.share()
        except BaseException:
            presence.leave()
            raise
        return presence, db

    async def close(self) -> None:
        if self._writer is None:
            return
        writer, self._writer = self._writer, None
        await writer.close()
        await self._readers.close()
        self._db.close()
        self._presence.leave()

    def _write(self, work: Callable[..., Any], *arguments: Any, new: bool = False) -> asyncio.Future[Any]:
        if self._writer is None:
            raise StoreClosedError
        self._keys.follow()
        return self._writer.do(work, *arguments, new=new)

    def _read(self, work: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
        if self._writer is None:
            raise StoreClosedError
        return self._readers.ask(work, *arguments)

    async def _apart(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """For what takes long: a thread and a connection of its own."""
        if self._writer is None:
            raise StoreClosedError
        return await asyncio.to_thread(self._on_own_connection, work, *arguments)

    def _on_own_connection(self, work: Callable[..., Any], *arguments: Any) -> Any:
        db = self._connected()
        try:
            return work(db, *arguments)
        except sqlite3.Error as error:
            raise refusal(error) from None
        finally:
            db.close()

    def _connected(self) -> SqliteDb:
        return SqliteDb(connect_reader(self._path), self._keys)

    # Its file

    async def backup(self, target: Path) -> None:
        """See `Store`."""
        await self._apart(care.backup, target)

    async def settle(self, *, rewrite: bool = False) -> None:  # noqa: ARG002 - here nothing has to be
        """See `Store`; free pages were overwritten as they came free, the log of writes is emptied here."""
        await asyncio.to_thread(care.empty_wal, self._path)

    async def integrity_problems(self) -> list[str]:
        """See `Store`."""
        problems: list[str] = await self._apart(care.integrity_problems)
        return problems
