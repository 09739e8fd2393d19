"""The part of the engine that officers' pages work with; described by the protocol, storage/desk.py."""

from __future__ import annotations

from collections.abc import Sequence

from storage.desk import DeskStore, News, Reader
from storage.records import AuditEntry, TicketChange, TicketEvent
from storage.records.notes import Note
from storage.verbs.engine import Engine
from storage.work import desk, keeping, words

# ruff: noqa: D102


class Desking(Engine, DeskStore):
    """`DeskStore` on whichever engine."""

    def word_keys(self, typed: str) -> tuple[str, ...]:
        return tuple(key.hex() for key in words.keys_of(self._keys, self._words_of, typed))

    async def index_words(self, limit: int) -> int:
        number: int = await self._write(words.index_some, limit)
        return number

    async def reset_words(self) -> None:
        await self._write(words.reset)

    async def add_note(self, note: Note, audit: AuditEntry) -> None:
        await self._write(desk.add_note, note, audit)

    async def notes(self, references: Sequence[str]) -> list[Note]:
        found: list[Note] = await self._read(desk.notes, references)
        return found

    async def keep_away(
        self, reference: str, logins: Sequence[str], change: TicketChange, audit: AuditEntry
    ) -> None:
        await self._write(keeping.keep_away, reference, logins, change, audit)

    async def kept_away(self, reference: str) -> list[str]:
        found: list[str] = await self._read(keeping.kept_away, reference)
        return found

    async def unask(self, keys: Sequence[str], asked_at: int, change: TicketEvent, audit: AuditEntry) -> bool:
        done: bool = await self._write(desk.unask, keys, asked_at, change, audit)
        return done

    async def unsend(self, mt_id: int, change: TicketEvent, audit: AuditEntry) -> bool:
        done: bool = await self._write(desk.unsend, mt_id, change, audit)
        return done

    async def resend(self, mt_id: int, phone: str, change: TicketEvent, audit: AuditEntry) -> int | None:
        queued: int | None = await self._write(desk.resend, mt_id, phone, change, audit)
        return queued

    async def note_reader(self, reference: str, login: str, now: int, until: int) -> None:
        await self._write(desk.note_reader, reference, login, now, until)

    async def forget_reader(self, reference: str, login: str) -> None:
        await self._write(desk.forget_reader, reference, login)

    async def readers(self, reference: str, now: int) -> list[Reader]:
        found: list[Reader] = await self._read(desk.readers, reference, now)
        return found

    async def last_news(self) -> int:
        number: int = await self._read(desk.last_news)
        return number

    async def news(self, after: int, upto: int) -> list[News]:
        found: list[News] = await self._read(desk.news, after, upto)
        return found

    async def ticket_mark(self, reference: str, phone: str, login: str, now: int) -> str:
        mark: str = await self._read(desk.ticket_mark, reference, phone, login, now)
        return mark
