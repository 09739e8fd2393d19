"""The part of the engine that operators work with; described by the protocol, storage/links.py."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

from storage.links import HeldMt, LinkFigures, LinkStore, MtChoice, SentMts
from storage.records import AuditEntry, MtState
from storage.sqlite import choices, links, outbox

# ruff: noqa: D102


class Operating(LinkStore):
    """`LinkStore` on whatever reads and writes."""

    @abstractmethod
    def _write(self, function: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]: ...

    @abstractmethod
    def _read(self, function: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]: ...

    @abstractmethod
    async def _apart(self, function: Callable[..., Any], *arguments: Any) -> Any: ...

    async def link_figures(self) -> list[LinkFigures]:
        found: list[LinkFigures] = await self._read(links.figures)
        return found

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
