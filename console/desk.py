"""What the console needs from the other rooms; the app hands it in, so the console imports none of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from console.counter import Counter
from console.office import Office
from console.rulebook import Rulebook
from storage.records import Instruction, MtMessage, NewWakeup, Outcome, Session, Ticket


class NoticeKind(StrEnum):
    """What the service itself tells the person about a ticket."""

    DECIDED = "decided"
    CLOSED = "closed"
    ASKED = "asked"
    REOPENED = "reopened"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Measure:
    """What an SMS takes: `units` are septets or UTF-16 units, `price` (None: not known) is in major units."""

    encoding: str  # GSM-7 | UCS-2
    units: int
    parts: int
    price: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """One person of the household, without a name; the texts are in the officer's language."""

    relation: str
    age: int
    school: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """One month's payment: `month` is `YYYY-MM`, `amount` minor units, `state` and `reason` plain words."""

    month: str
    amount: int
    state: str
    day: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AmountLine:
    """A line of the amount's trace: what for, its value in minor units, where its rate is published.

    `since` is the first payment at this rate, `legal` the date that the law gives; `parts` are the lines that
    it adds up, one a child.
    """

    label: str
    value: int
    parameter: str = ""
    reference: str = ""
    since: date | None = None
    legal: date | None = None
    parts: tuple[AmountLine, ...] = ()


@dataclass(frozen=True, slots=True)
class AmountFacts:
    """What the rules give for a month, line by line; `changes` tells why it differs from the month before.

    `gap` tells why what was paid is not this, "" where it is.
    """

    month: str
    total: int
    lines: tuple[AmountLine, ...]
    changes: tuple[str, ...] = ()
    to_confirm: tuple[str, ...] = ()
    gap: str = ""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the registry tells of a case; `number` is masked, money is minor units, said in `unit`.

    `levels` are the names of the levels that a complaint may be filed with.
    """

    number: str
    status: str
    since: date
    currency: str
    unit: str
    reason: str = ""
    commune: str = ""
    members: tuple[MemberFacts, ...] = ()
    payments: tuple[PaymentFacts, ...] = ()
    amount: AmountFacts | None = None
    levels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Canned:
    """Ready words in the ticket's language, filled; `outcomes` are those that they are a reason for."""

    key: str
    text: str
    outcomes: tuple[Outcome, ...] = ()


class FactsUnavailableError(Exception):
    """The registry does not answer now; the ticket can still be worked on."""


class Desk(Protocol):
    """The other rooms, seen from an officer's desk."""

    @property
    def rules(self) -> Rulebook:
        """What the programme's rules tell."""

    @property
    def counter(self) -> Counter:
        """The other rooms, seen from a counter."""

    @property
    def office(self) -> Office:
        """The other rooms, seen from the administration."""

    def measure(self, text: str) -> Measure:
        """What this text takes on the wire, after the link's transliteration."""

    def notice(self, ticket: Ticket, kind: NoticeKind, *, outcome: Outcome | None, reason: str) -> str:
        """The whole SMS of a decision or closing, in the ticket's language; "" where nothing is sent."""

    def joined(self, ticket: Ticket) -> str:
        """The SMS that tells that all the phone asked about one thing is answered under this ticket."""

    def message(self, ticket: Ticket, text: str, priority: int) -> MtMessage:
        """The message to the ticket's phone; `priority` is one of `storage.records.Priority`."""

    def canned(self, ticket: Ticket) -> tuple[Canned, ...]:
        """Ready words for this ticket, in the order in which they are offered."""

    async def instruction(self, ticket: Ticket, at: int) -> Instruction | None:
        """What upholding this ticket changes in its case; None where the registry holds none of it."""

    def owner(self, instruction: Instruction, language: str) -> str:
        """The desk that owns the datum which is to change, in plain words; "" where nothing tells."""

    def question(self, ticket: Ticket, words: str, at: int) -> tuple[NewWakeup, ...]:
        """What asks the person: it waits until the conversation is idle, and is brought to mind later."""

    def closing(self, ticket: Ticket, at: int) -> tuple[NewWakeup, ...]:
        """What is asked once a ticket is closed."""

    async def is_still_theirs(self, ticket: Ticket, session: Session) -> bool:
        """Whether the ticket's phone is, as far as is known, still whose it was; `session` is the phone's."""

    async def case_facts(self, case_id: str, language: str, *, month: str | None = None) -> CaseFacts | None:
        """The case in the officer's language, its amount explained for `month` (or the current one).

        None where there is no such case. Raises `FactsUnavailableError`.
        """

    def phone_of(self, typed: str) -> str | None:
        """The phone (E.164) that somebody typed as people write numbers; None where it is no phone's."""

    def odd_sender(self, phone: str) -> str:
        """Why no phone of the country sends so: a key of `console.labels.SENDERS`, "" where one may."""

    async def case_of_number(self, number: str) -> str | None:
        """The id of the case with this number on the person's paper. Raises `FactsUnavailableError`."""
