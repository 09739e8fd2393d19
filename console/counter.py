"""What an officer needs at the counter: who stands there is proved as on a phone, then a ticket is filed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from storage.records import NewTicket, NewWakeup

#: The `link` of what was filed at a counter: its messages go by the first link that there is.
COUNTER = "counter"


class Refusal(StrEnum):
    """Why a case is not shown: one answer to a number that is not there and to a wrong year."""

    WRONG = "wrong"
    LOCKED = "locked"
    AWAY = "away"


class Household(Struct, frozen=True):
    """A case that was proved; `number` is masked, `phones` stand for the household (E.164)."""

    case_id: str
    number: str
    commune: str = ""
    region: str | None = None
    phones: tuple[str, ...] = ()


class Filing(Struct, frozen=True):
    """What is filed for somebody; `phone` "" hears nothing.

    `month` is `YYYY-MM` or "" for the one that the registry tells; `proxy` as in a ticket's `subject`.
    """

    reference: str
    motive: str
    words: str
    language: str
    household: Household | None = None
    phone: str = ""
    region: str | None = None
    month: str = ""
    level: str = ""
    proxy: Mapping[str, str] | None = None


class Counter(Protocol):
    """The other rooms, seen from a counter. All raise `FactsUnavailableError` where the registry is away."""

    async def prove(self, typed: str, birth_year: int, login: str, at: int) -> Household | Refusal:
        """The case of a number, or of a phone, with the birth year of the head of the family.

        Tries are limited by the number and by the officer, each written down before it is judged.
        """

    async def ticket(self, filing: Filing, at: int) -> NewTicket:
        """The ticket, with what the rules say of it: its day, whether it is late, what it contests."""

    def levels(self, language: str) -> Mapping[str, str]:
        """The levels that a complaint may be filed with, by key; none in most programmes."""

    def told(self, filing: Filing, at: int) -> tuple[NewWakeup, ...]:
        """Where somebody else files for a household, one of its phones hears that, once."""
