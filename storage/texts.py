"""Wordings that somebody proposes for texts of the service: kept to be exported, never sent."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from storage.records import AuditEntry


class Proposal(Struct, frozen=True):
    """Other words for a text (`msgid`) in a language; `words` "" takes the proposal back."""

    msgid: str
    language: str
    words: str
    actor: str
    at: int


class TextStore(Protocol):
    """The part of `Store` that knows proposed wordings."""

    async def propose_text(self, proposal: Proposal, audit: AuditEntry) -> None:
        """Keep a proposal, the last one on a text in a language, or take it back."""

    async def proposals(self) -> list[Proposal]:
        """All proposals, by text and language."""
