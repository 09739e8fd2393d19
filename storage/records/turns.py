"""What one message changes: the session that it meets, and its turn."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from storage.records.messages import ClaimedMt, MoMessage, MtMessage, Screen
from storage.records.tickets import NewTicket, TicketChange


class Session(Struct, frozen=True):
    """What the service remembers of one phone between two messages; one row per MSISDN, versioned.

    `dialogue`, `arguments` and `journal` tell where the conversation stands (see bot/engine.py); `suspended`
    is a dialogue that another request interrupted. `screen` is what the phone's USSD session shows (see
    sms_gateway/ussd/shown.py). `verified` maps a case id to the time when this phone
    proved it (case number and birth year). `owed` is a message that waits for the registry (bot/owed.py);
    `asked_at` tells when the service last asked something by itself, `seen_at` when the person last wrote;
    `doubted_at` when the phone was last silent for so long that its cases must be proved anew, or when the
    registry last gave it to others; `held` are the cases that the registry said it has, None before any.
    `helped` are the proved cases of others: when somebody said to help that household, 0 before any word.
    All values are plain JSON. `version` 0 means that no row exists yet.
    """

    phone: str
    language: str | None = None
    dialogue: str | None = None
    arguments: dict[str, Any] = field(default_factory=dict)
    journal: tuple[tuple[str, Any], ...] = ()
    suspended: dict[str, Any] | None = None
    verified: dict[str, int] = field(default_factory=dict)
    misses: int = 0
    silent_until: int = 0
    opted_out: bool = False
    noticed: bool = False
    owed: dict[str, Any] | None = None
    seen_at: int = 0
    screen: dict[str, Any] | None = None
    asked_at: int = 0
    doubted_at: int = 0
    held: tuple[str, ...] | None = None
    helped: dict[str, int] = field(default_factory=dict)
    version: int = 0


class ClaimedMo(Struct, frozen=True):
    """A message taken for its turn, with the session it meets; `attempt` counts from 1."""

    mo_id: int
    mo: MoMessage
    session: Session
    attempt: int


class Committed(Struct, frozen=True):
    """What a turn's commit found: whether another message of its phone is next now, and what it claimed."""

    next_waits: bool = False
    taken: tuple[ClaimedMt, ...] = ()


class AuditEntry(Struct, frozen=True):
    """One row of the append-only, hash-chained audit. `details` holds no personal words and no phone."""

    at: int
    actor: str
    action: str
    subject: str
    details: dict[str, Any] = field(default_factory=dict)


class NewWakeup(Struct, frozen=True):
    """A message from the clock to come: at `at`, the phone's session is sent `kind`. `key` is unique.

    `about` is plain JSON for whoever it wakes; `link` is the one by which an answer goes.
    """

    key: str
    at: int
    phone: str
    link: str
    kind: str
    about: dict[str, Any] = field(default_factory=dict)


class Rating(Struct, frozen=True):
    """How a person was served, 1 (very badly) to 5, and a word; kept apart from the ticket's outcome."""

    reference: str
    at: int
    score: int
    words: str = ""


class Turn(Struct, frozen=True):
    """All that one message changes, committed in one transaction.

    `screen` answers a USSD request. Where its phone was answered otherwise meanwhile (`Store.hold_screen`),
    `late` is queued instead.
    """

    mo_id: int
    session: Session
    at: int
    messages: tuple[MtMessage, ...] = ()
    tickets: tuple[NewTicket, ...] = ()
    changes: tuple[TicketChange, ...] = ()
    audit: tuple[AuditEntry, ...] = ()
    wakeups: tuple[NewWakeup, ...] = ()
    ratings: tuple[Rating, ...] = ()
    intent: str = ""
    confidence: float = 0.0
    tier: str = ""
    screen: Screen | None = None
    late: tuple[MtMessage, ...] = ()
