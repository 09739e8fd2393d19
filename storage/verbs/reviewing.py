"""What administration reads: indicators, texts, the audit; see storage/indicators.py and texts.py."""

from __future__ import annotations

from storage.indicators import IndicatorStore, TicketFact
from storage.records import AuditEntry, TicketQuery
from storage.texts import Proposal, TextStore
from storage.verbs.engine import Engine
from storage.work import indicators, texts, trail

# ruff: noqa: D102


class Reviewing(Engine, IndicatorStore, TextStore):
    """`IndicatorStore` and `TextStore` on whichever engine."""

    async def ticket_facts(self, query: TicketQuery, since: int, until: int) -> list[TicketFact]:
        found: list[TicketFact] = await self._apart(indicators.facts, query, since, until)
        return found

    async def audit_page(self, before: int | None, limit: int) -> list[tuple[int, AuditEntry]]:
        found: list[tuple[int, AuditEntry]] = await self._read(trail.newest, before, limit)
        return found

    async def propose_text(self, proposal: Proposal, audit: AuditEntry) -> None:
        await self._write(texts.propose, proposal, audit)

    async def proposals(self) -> list[Proposal]:
        found: list[Proposal] = await self._read(texts.proposals)
        return found
