"""What indicators are counted from: tickets without a person, a phone or a word."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from storage.records import Outcome, TicketQuery, TicketState


class TicketFact(Struct, frozen=True):
    """What happened to one ticket; a time is None where it has not happened.

    `acknowledged_at` is when the first answer went out, `taken_at` when an officer first acted. `reason` is
    the code of the refusal that it contests, "" for none; `score` what the person said, 1 to 5.
    """

    programme: str
    motive: str
    region: str | None
    language: str
    link: str
    late: bool
    state: TicketState
    outcome: Outcome | None
    created_at: int
    due_at: int
    acknowledged_at: int | None = None
    taken_at: int | None = None
    decided_at: int | None = None
    reopened: bool = False
    second_level: bool = False
    reason: str = ""
    score: int | None = None


class IndicatorStore(Protocol):
    """The part of `Store` that indicators read."""

    async def ticket_facts(self, query: TicketQuery, since: int, until: int) -> list[TicketFact]:
        """The tickets of a query filed from `since` until before `until`; its limit and offset aside."""
