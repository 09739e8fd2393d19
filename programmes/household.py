"""What a registry tells of a household: the values that the calculator and the dialogues work on.

Money is integer minor units (centimes); months are `YYYY-MM`; days are `datetime.date`. No names: the phone
never says one, so the registry never hands one over.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from msgspec import Struct, field


class CaseStatus(StrEnum):
    """Where an application stands."""

    RECEIVED = "received"
    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    ENDED = "ended"


class PaymentState(StrEnum):
    """Where a payment is."""

    PLANNED = "planned"
    SENT = "sent"
    COLLECTED = "collected"
    RETURNED = "returned"


class Relation(StrEnum):
    """What a member is to the household."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    OTHER = "other"


#: The kinds of school that a registry may tell.
SCHOOL_LEVELS = ("primary", "college", "lycee", "private")


class Member(Struct, frozen=True):
    """One person of the household. `orphan`: fatherless, in a widow's household.

    `school_level` is known for some only: `primary`, `college`, `lycee`, or `private` where the school is not
    a public one. `establishment`: lives in an establishment for orphans.
    """

    member_id: str
    birth_date: date
    relation: Relation
    at_school: bool = False
    disabled: bool = False
    orphan: bool = False
    joined_on: date | None = None
    left_on: date | None = None
    school_since: date | None = None
    school_until: date | None = None
    school_level: str | None = None
    establishment: bool = False


class Payment(Struct, frozen=True):
    """One month's payment. `amount` in minor units; `reason` a code where it was returned or held.

    `collect_until` is the last day to fetch it, where the registry tells.
    """

    month: str
    amount: int
    currency: str
    state: PaymentState
    day: date
    reason: str | None = None
    collect_until: date | None = None


class Case(Struct, frozen=True):
    """A household's application (dossier) in a programme; the newest payment first.

    `reason` is a code of the pack (`SCORE`, `PUBLIC_EMPLOYEE`, ...) and `reason_data` its figures (`score`).
    `head_birth_year` and `number` are the two halves of the credential: neither is ever printed back whole.
    `seen_at` (epoch seconds) tells when the registry said so, where it does not answer now. `unconfirmed` are
    those of `phones` that the registry has in an old form: one proves the case before it hears of it.
    """

    case_id: str
    number: str
    programme: str
    status: CaseStatus
    status_since: date
    head_birth_year: int
    commune: str = ""
    region: str = ""
    reason: str | None = None
    reason_data: dict[str, Any] = field(default_factory=dict)
    applied_on: date | None = None
    phones: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    payments: tuple[Payment, ...] = ()
    seen_at: int | None = None
    unconfirmed: tuple[str, ...] = ()

    @property
    def sure_phones(self) -> tuple[str, ...]:
        """The phones that stand for the household without a proof."""
        return tuple(phone for phone in self.phones if phone not in self.unconfirmed)
