"""`Store` on SQLite: writes go to the writer's thread, reads to a connection of their own."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from storage.desk import WordsOf
from storage.errors import StoreClosedError
from storage.fields import Keys
from storage.learning import Confirmed, Doubtful, Understood
from storage.links import LinkNote
from storage.records import (
    Accepted,
    AuditEntry,
    ClaimedMo,
    ClaimedMt,
    Dlr,
    Instruction,
    Join,
    MoMessage,
    MoPart,
    MtMessage,
    NewWakeup,
    Officer,
    Rating,
    Screen,
    SendResult,
    Session,
    SignIn,
    ThreadMessage,
    Ticket,
    TicketChange,
    TicketEvent,
    TicketQuery,
    Turn,
    UssdEnd,
)
from storage.sqlite import (
    attempts,
    care,
    chains,
    clock,
    inbox,
    instructions,
    learning,
    opening,
    outbox,
    overview,
    people,
    queues,
    ratings,
    reports,
    sessions,
    tickets,
    trail,
    turns,
    ussd,
)
from storage.sqlite.account_store import Accounts
from storage.sqlite.caring import Caring
from storage.sqlite.caseworking import Caseworking
from storage.sqlite.connection import Db, connect_reader, no_words, refusal
from storage.sqlite.desking import Desking
from storage.sqlite.helping import Helping
from storage.sqlite.operating import Operating
from storage.sqlite.reviewing import Reviewing
from storage.sqlite.writer import Writer
from storage.store import Store

# Each method is described by the protocol, storage/store.py.
# ruff: noqa: D102


class SqliteStore(Caring, Accounts, Operating, Desking, Helping, Caseworking, Reviewing, Store):
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
        self._reading = Db(await asyncio.to_thread(connect_reader, self._path), self._keys)
        self._reader = ThreadPoolExecutor(1, "store-reader")
        self._loop = asyncio.get_running_loop()
        self._writer = Writer(self._db, self._loop)

    def _open(self) -> tuple[opening.Presence, Db]:
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
        await asyncio.to_thread(self._reader.shutdown)
        self._reading.close()
        self._db.close()
        self._presence.leave()

    def _write(self, function: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
        if self._writer is None:
            raise StoreClosedError
        return self._writer.do(function, *arguments)

    def _read(self, function: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
        if self._writer is None:
            raise StoreClosedError
        return self._loop.run_in_executor(self._reader, _answer, function, self._reading, *arguments)

    async def _apart(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """For what takes long: a thread and a connection of its own."""
        if self._writer is None:
            raise StoreClosedError
        return await asyncio.to_thread(self._on_own_connection, function, *arguments)

    def _on_own_connection(self, function: Callable[..., Any], *arguments: Any) -> Any:
        db = Db(connect_reader(self._path), self._keys)
        try:
            return _answer(function, db, *arguments)
        finally:
            db.close()

    # The way of a message

    async def accept_mo(self, mo: MoMessage) -> Accepted:
        accepted: Accepted = await self._write(inbox.accept, mo)
        return accepted

    async def accept_part(self, part: MoPart, join: Join) -> Accepted | None:
        accepted: Accepted | None = await self._write(chains.accept_part, part, join)
        return accepted

    async def join_overdue(self, link: str, before: int, join: Join) -> int:
        number: int = await self._write(chains.join_overdue, link, before, join)
        return number

    async def left_open(self, link: str) -> list[str]:
        return [self._keys.unseal(b"mo.external_id", sealed) for of, sealed in self._left if of == link]

    async def accept_and_claim(self, mo: MoMessage) -> tuple[Accepted, ClaimedMo | None]:
        taken: tuple[Accepted, ClaimedMo | None] = await self._write(inbox.accept_and_claim, mo)
        return taken

    async def screen(self, mo_id: int) -> Screen | None:
        shown: Screen | None = await self._read(ussd.screen, mo_id)
        return shown

    async def hold_screen(self, mo_id: int, screen: Screen) -> Screen:
        shown: Screen = await self._write(ussd.hold, mo_id, screen)
        return shown

    async def record_ussd_end(self, end: UssdEnd) -> None:
        await self._write(ussd.record_end, end)

    async def claim_mos(self, limit: int, now: int) -> list[ClaimedMo]:
        claimed: list[ClaimedMo] = await self._write(inbox.claim, limit, now)
        return claimed

    async def commit_turn(self, turn: Turn) -> None:
        await self._write(turns.commit, turn)

    async def release_mo(self, mo_id: int, now: int, error: str, retry_at: int | None) -> None:
        await self._write(inbox.release, mo_id, now, error, retry_at)

    async def claim_mts(self, link: str, limit: int, now: int) -> list[ClaimedMt]:
        claimed: list[ClaimedMt] = await self._write(outbox.claim, link, limit, now)
        return claimed

    async def enqueue_mts(self, messages: Sequence[MtMessage]) -> list[int]:
        ids: list[int] = await self._write(outbox.queue_all, messages, int(self._now()))
        return ids

    async def record_sends(self, results: Sequence[SendResult], note: LinkNote | None = None) -> None:
        await self._write(outbox.record, results, note)

    async def record_dlr(self, dlr: Dlr) -> bool:
        matched: bool = await self._write(reports.record, dlr)
        return matched

    async def fire_wakeups(self, now: int, limit: int) -> int:
        fired: int = await self._write(clock.fire, now, limit)
        return fired

    async def purge(self, now: int) -> None:
        await self._write(care.purge, now)

    async def schedule_wakeups(self, wakeups: Sequence[NewWakeup]) -> None:
        await self._write(clock.save_all, wakeups)

    async def drop_wakeups(self, kind: str) -> int:
        dropped: int = await self._write(clock.drop, kind)
        return dropped

    async def count_attempts(self, kind: str, key: str, since: int) -> int:
        number: int = await self._read(attempts.count, kind, key, since)
        return number

    async def record_attempt(self, kind: str, keys: Sequence[str], now: int) -> None:
        await self._write(attempts.record, kind, keys, now)

    async def clear_attempts(self, kind: str, keys: Sequence[str]) -> None:
        await self._write(attempts.clear, kind, keys)

    async def session(self, phone: str) -> Session:
        found: Session = await self._read(sessions.find_session, phone)
        return found

    # Tickets

    async def tickets(self, query: TicketQuery) -> list[Ticket]:
        found: list[Ticket] = await self._read(queues.tickets, query)
        return found

    async def count_tickets(self, query: TicketQuery, most: int | None = None) -> int:
        number: int = await self._read(queues.count, query, most)
        return number

    async def open_regions(self) -> list[str]:
        found: list[str] = await self._read(queues.regions)
        return found

    async def ticket(self, reference: str) -> Ticket | None:
        found: Ticket | None = await self._read(tickets.one, reference)
        return found

    async def events(self, reference: str) -> list[TicketEvent]:
        found: list[TicketEvent] = await self._read(tickets.events, reference)
        return found

    async def change_ticket(
        self,
        changes: Sequence[TicketChange],
        messages: Sequence[MtMessage] = (),
        audit: Sequence[AuditEntry] = (),
        wakeups: Sequence[NewWakeup] = (),
        instructions: Sequence[Instruction] = (),
    ) -> None:
        await self._write(tickets.act, changes, messages, audit, wakeups, instructions, int(self._now()))

    async def instruction(self, reference: str) -> Instruction | None:
        found: Instruction | None = await self._read(instructions.find, reference)
        return found

    async def unsettled_instructions(self, after: str, limit: int) -> list[Instruction]:
        found: list[Instruction] = await self._read(instructions.unsettled, after, limit)
        return found

    async def rating(self, reference: str) -> Rating | None:
        found: Rating | None = await self._read(ratings.find, reference)
        return found

    async def thread(self, phone: str, limit: int = 50) -> list[ThreadMessage]:
        found: list[ThreadMessage] = await self._read(overview.thread, phone, limit)
        return found

    # What is learnt

    async def doubtful(self, limit: int, left_out: Sequence[str] = ()) -> list[Doubtful]:
        found: list[Doubtful] = await self._read(learning.doubtful, limit, left_out)
        return found

    async def one_doubtful(self, mo_id: int) -> Doubtful | None:
        found: Doubtful | None = await self._read(learning.one_doubtful, mo_id)
        return found

    async def confirm(self, word: Confirmed) -> None:
        await self._write(learning.confirm, word)

    async def confirmed(self) -> list[Confirmed]:
        found: list[Confirmed] = await self._read(learning.confirmed)
        return found

    async def understood(self, since: int) -> list[Understood]:
        found: list[Understood] = await self._read(learning.understood, since)
        return found

    # Officers

    async def save_officer(self, officer: Officer) -> None:
        await self._write(people.save_officer, officer)

    async def officer(self, login: str) -> Officer | None:
        found: Officer | None = await self._read(people.officer, login)
        return found

    async def officers(self) -> list[Officer]:
        found: list[Officer] = await self._read(people.officers)
        return found

    async def open_sign_in(self, sign_in: SignIn) -> None:
        await self._write(people.open_sign_in, sign_in)

    async def sign_in(self, token_hash: bytes) -> SignIn | None:
        found: SignIn | None = await self._read(people.sign_in, token_hash)
        return found

    async def touch_sign_in(self, token_hash: bytes, now: int) -> None:
        await self._write(people.touch_sign_in, token_hash, now)

    async def close_sign_in(self, token_hash: bytes) -> None:
        await self._write(people.close_sign_in, token_hash)

    # Audit and health

    async def audit(self, entries: Sequence[AuditEntry]) -> None:
        await self._write(trail.append, entries)

    async def audit_rows(self) -> AsyncIterator[tuple[int, AuditEntry, bytes, bytes]]:
        rows = await self._read(trail.page, 0)
        while rows:
            for row in rows:
                yield row.number, row.entry, row.previous, row.hash
            rows = await self._read(trail.page, rows[-1].number)

    async def counts(self) -> dict[str, int]:
        figures: dict[str, int] = await self._read(overview.counts)
        return figures


def _answer(function: Callable[..., Any], db: Db, *arguments: Any) -> Any:
    """Read; a file that cannot be read is told as the protocol says."""
    try:
        return function(db, *arguments)
    except sqlite3.Error as error:
        raise refusal(error) from None
