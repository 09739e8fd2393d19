"""The part of the engine that operators work with; described by the protocol, storage/links.py."""

from __future__ import annotations

from collections.abc import Sequence

from storage.links import BalanceNote, HeldMt, LinkFigures, LinkStore, MtChoice, SentMts, TrafficNote
from storage.records import AuditEntry, MtState
from storage.verbs.engine import Engine
from storage.work import choices, links, outbox

# ruff: noqa: D102


class Operating(Engine, LinkStore):
    """`LinkStore` on whichever engine."""

    async def link_figures(self) -> list[LinkFigures]:
        found: list[LinkFigures] = await self._read(links.figures)
        return found

    async def pause_link(self, link: str, *, pause: bool, audit: AuditEntry) -> bool:
        news: bool = await self._write(links.pause, link, audit.at if pause else 0, audit)
        return news

    async def note_traffic(self, notes: Sequence[TrafficNote]) -> None:
        await self._write(links.note_traffic, notes)

    async def note_balance(self, note: BalanceNote) -> None:
        await self._write(links.note_balance, note)

    async def chosen_mts(self, choice: MtChoice, limit: int) -> list[HeldMt]:
        found: list[HeldMt] = await self._read(choices.look, choice, limit)
        return found

    async def count_chosen_mts(self, choice: MtChoice) -> dict[str, int]:
        numbers: dict[str, int] = await self._read(choices.count, choice)
        return numbers

    async def replay_mts(self, choice: MtChoice, now: int, due_at: int, audit: AuditEntry) -> int:
        number: int = await self._write(choices.replay, choice, now, due_at, audit)
        return number

    async def cancel_mts(self, choice: MtChoice, audit: AuditEntry) -> int:
        number: int = await self._write(choices.cancel, choice, audit)
        return number

    async def hand_over(self, link: str, other: str, sender: str, audit: AuditEntry) -> int:
        number: int = await self._write(choices.hand_over, link, other, sender, audit)
        return number

    async def sent_mts(self, start: int, end: int) -> list[SentMts]:
        found: list[SentMts] = await self._apart(links.sent, start, end)
        return found

    async def mt_states(self, mt_ids: Sequence[int]) -> dict[int, MtState]:
        found: dict[int, MtState] = await self._read(outbox.states, mt_ids)
        return found
