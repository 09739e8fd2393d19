"""What the other rooms ask of a programme; a pack's two files fill it (programmes/pack.py)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from msgspec import Struct

from programmes.guide import Guide
from programmes.household import Case
from programmes.periods import Period


class Node(Struct, frozen=True):
    """A step of the calculation: the rule, what went in, the dated parameter with its reference, the value.

    `rule` is a code (`child_at_school`, `orphan`, `disability`, `flat`, `floor`, ...); `count` times `each`
    is `value` (minor units). `rank_from` tells the first child's rank, 0 on the household's own lines.
    `since` is the first payment at this rate, `legal` the date that the law gives. `unknown` marks a rule
    whose rate is not published: then value is 0. `doubtful` marks one that is computed and that an officer
    confirms all the same.
    """

    rule: str
    value: int
    count: int = 1
    each: int = 0
    ages: tuple[int, ...] = ()
    parameter: str = ""
    since: date | None = None
    reference: str = ""
    unknown: bool = False
    children: tuple[Node, ...] = ()
    rank_from: int = 0
    legal: date | None = None
    doubtful: bool = False


class Entitlement(Struct, frozen=True):
    """What the rules give a household for a month or a quarter, in minor units, with the whole trace.

    `month` is the first of the payment's period. `lines` are the nodes that add up to `total`; `to_confirm`
    holds the rules that an officer has to confirm.
    """

    month: str
    total: int
    currency: str
    lines: tuple[Node, ...]
    trace: Node
    to_confirm: tuple[str, ...] = ()


class Change(Struct, frozen=True):
    """Why two months differ: a code (`turned_21`, `joined`, `rate`, ...), how many, by how much."""

    cause: str
    count: int
    difference: int
    age: int | None = None


class Gap(Struct, frozen=True):
    """What was paid for a period and is not what is due; `cause` is a code of programmes/gaps.py.

    `months` are the periods that an arrear was paid for.
    """

    month: str
    paid: int
    due: int
    cause: str
    months: tuple[str, ...] = ()


class WhatIf(Struct, frozen=True):
    """The sum each time, now and if the registry had one more fact."""

    fact: str
    now: int
    then: int


class Programme(Protocol):
    """A loaded pack."""

    @property
    def key(self) -> str:
        """The pack's folder name."""

    @property
    def currency(self) -> str:
        """ISO 4217."""

    @property
    def timezone(self) -> str:
        """Where its days begin."""

    @property
    def region_code(self) -> str:
        """ISO 3166 alpha-2, for phone numbers: `MA`."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The catalogs that it offers, its own first."""

    @property
    def motives(self) -> tuple[str, ...]:
        """What a ticket may be about."""

    @property
    def appeal_days(self) -> int | None:
        """To file after a decision; None where no limit is known, so that no appeal is late."""

    @property
    def period(self) -> Period:
        """What one payment is for: a month or a quarter."""

    @property
    def answer_days(self) -> int:
        """To answer an appeal (calendar days)."""

    @property
    def guide(self) -> Guide:
        """What people are told to do, and where."""

    @property
    def call_centre(self) -> str:
        """The number that people may call; "" where none is known."""

    def name(self, language: str) -> str:
        """The programme's name in plain words."""

    def unit(self, language: str) -> str:
        """The currency as people write it: `DH`, `درهم`."""

    def entitlement(self, case: Case, month: str) -> Entitlement:
        """What the rules give for `month` (`YYYY-MM`)."""

    def why_changed(self, case: Case, month: str) -> tuple[Change, ...]:
        """What differs between the month before and `month`."""

    def paid_differs(self, case: Case, month: str) -> Change | None:
        """By how much the payment of `month` is not the computed amount; None where nothing differs."""

    def why_differs(self, case: Case, month: str) -> Gap | None:
        """Why the payment of `month` is not the computed amount; None where nothing differs."""

    def hypotheses(self, case: Case, month: str) -> tuple[str, ...]:
        """The facts that the registry may lack: `child`, `school`, `orphan`, `disability`."""

    def new_child_rules(self) -> tuple[str, ...]:
        """The rules that a child who is not counted may fall under."""

    def what_if(self, case: Case, month: str, fact: str, rule: str = "") -> WhatIf:
        """The sum now and with one more fact; for `child`, with one more child under `rule`."""

    def mending_step(self, fact: str, language: str) -> str:
        """The one step that mends a fact, with its desk, in plain words; "" where an officer does."""

    def in_old_unit(self, minor: int, language: str) -> str:
        """An amount in the money that people still count in; "" where there is none."""

    def level_name(self, level: str, language: str) -> str:
        """A level of complaint in plain words."""

    @property
    def complaint_levels(self) -> tuple[str, ...]:
        """Who a complaint may be filed with, the nearest first; none where there is one way only."""

    def reason(self, code: str, language: str, data: Mapping[str, Any]) -> str:
        """A refusal or suspension reason in plain words, its figures filled in; never an empty text."""

    def reason_owner(self, code: str, language: str) -> str:
        """The desk that owns the datum behind a reason (`RSU`, `RNP`), in plain words; "" where none."""

    def reason_step(self, code: str, language: str) -> str:
        """The one step that mends the datum behind a reason, in plain words; "" where none is known."""

    def owner(self, datum: str, language: str) -> str:
        """The desk where a datum of the guide is changed, in plain words; "" where that is not known."""

    def appeal_until(self, case: Case) -> date | None:
        """The last day to contest the case's decision on time; None where nothing was decided."""

    def answer_by(self, motive: str, filed: date) -> date:
        """The last day to answer a ticket of `motive`: by calendar or by working days of the country."""

    def due_at(self, motive: str, filed: int) -> int:
        """The moment on that day at which the time to answer what was filed at `filed` is used up."""

    def due_month(self, case: Case, today: date) -> str | None:
        """The newest month that should have been paid by now, where the case is paid at all."""

    def next_payment(self, case: Case, today: date) -> tuple[str, date, int] | None:
        """Month, day and amount of the next payment, where one is due."""


class Verdict(Struct, frozen=True):
    """The answer to case number and birth year: the case where both are right."""

    case_id: str | None


class RegistryUnavailableError(Exception):
    """The registry does not answer now."""


class Registry(Protocol):
    """Where cases and payments are looked up. Raises `RegistryUnavailableError` from any method."""

    async def cases_of_phone(self, phone: str) -> tuple[Case, ...]:
        """The cases that this phone is registered for."""

    async def case(self, case_id: str) -> Case | None:
        """One case."""

    async def case_by_number(self, number: str) -> Case | None:
        """One case by the number on the person's paper (separators ignored)."""
