"""The values that pass between rooms: pure, without I/O, importable by all.

Times are UTC epoch seconds, days are ISO 8601 dates, money is integer minor units beside its currency,
phones are E.164 (`+212612345678`), languages are catalog names (`fr`, `ar`, `ary_Latn`, `en`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class MoKind(StrEnum):
    """How a message came: from a phone, or from the clock (a fired wakeup)."""

    SMS = "sms"
    USSD = "ussd"
    WAKEUP = "wakeup"


#: Motives whose tickets lie in the restricted queue.
SENSITIVE_MOTIVES = frozenset({"SENSITIVE", "CONDUCT"})


#: Keys of a ticket's `subject`: when an officer may call (`morning`, `afternoon`, `never`), and whether a
#: decision was brought before a supervisor (true).
CALL, SECOND_LEVEL = "call", "second_level"


@dataclass(frozen=True, slots=True)
class MoMessage:
    """A message from the phone (MO), decoded, its parts joined.

    `external_id` is unique on its link; where a provider gives none, the channel makes one from a hash and a
    short window. `text` is NFC and without NULs.
    """

    link: str
    external_id: str
    sender: str
    recipient: str
    text: str
    received_at: int
    kind: MoKind = MoKind.SMS


@dataclass(frozen=True, slots=True)
class MoPart:
    """One part of a long message from the phone, as octets: a letter may be cut between two of them.

    `reference` and `total` are what the phone gave all its parts, `number` counts from 1, `coding` says how
    the octets are read.
    """

    link: str
    sender: str
    recipient: str
    reference: str
    total: int
    number: int
    coding: int
    octets: bytes
    received_at: int


#: Makes the text of a message of its parts, in their order; where some never came, of those that did.
Join = Callable[[Sequence[MoPart]], str]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The store's answer to `accept_mo`: the row's id, and whether this message had come before."""

    mo_id: int
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Session:
    """What the service remembers of one phone between two messages; one row per MSISDN, versioned.

    `dialogue`, `arguments` and `journal` tell where the conversation stands (see bot/engine.py); `suspended`
    is a dialogue that another request interrupted. `screen` is what the phone's USSD session shows (see
    sms_gateway/ussd/shown.py). `verified` maps a case id to the time when this phone
    proved it (case number and birth year). `owed` is a message that waits for the registry (bot/owed.py);
    `asked_at` tells when the service last asked something by itself, `seen_at` when the person last wrote;
    `doubted_at` when the phone was last silent for so long that its cases must be proved anew, or when the
    registry last gave it to others; `held` are the cases that the registry said it has, None before any.
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
    version: int = 0


@dataclass(frozen=True, slots=True)
class Screen:
    """What a USSD request is answered: one page, and whether the session goes on."""

    text: str
    goes_on: bool = True


@dataclass(frozen=True, slots=True)
class UssdEnd:
    """The provider's word that a USSD session is over, as it came; `duration` is in milliseconds."""

    link: str
    session_id: str
    phone: str
    status: str
    at: int
    duration: int | None = None
    hops: int | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class ClaimedMo:
    """A message taken for its turn, with the session it meets; `attempt` counts from 1."""

    mo_id: int
    mo: MoMessage
    session: Session
    attempt: int


class MtState(StrEnum):
    """Where an outgoing message is; `unknown` means handed over, then the line broke."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


class Priority:
    """Smaller goes first."""

    REPLY = 1
    DECISION = 2
    NOTICE = 3


@dataclass(frozen=True, slots=True)
class MtMessage:
    """A message to the phone (MT). `parts` is what the operator bills; `not_before` is an epoch second."""

    link: str
    recipient: str
    sender: str
    text: str
    language: str
    parts: int
    priority: int = Priority.REPLY
    not_before: int = 0
    expires_at: int = 0
    ticket: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimedMt:
    """An outgoing message taken for delivery; `attempt` counts from 1."""

    mt_id: int
    mt: MtMessage
    attempt: int


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of one attempt: `sent`, `failed` for good, `queued` again at `retry_at`, or `unknown`.

    `line_down` tells the deliverer (no store keeps it) that the provider was not reached at all.
    A message that went as several has their ids in `part_ids` instead of `smsc_id`; it counts as delivered
    after `receipts` of them were. One that `failed` and is `parked` was only tried too often.
    """

    mt_id: int
    state: MtState
    at: int
    smsc_id: str | None = None
    error: str | None = None
    retry_at: int = 0
    line_down: bool = False
    part_ids: tuple[str, ...] = ()
    receipts: int = 1
    parked: bool = False


@dataclass(frozen=True, slots=True)
class Dlr:
    """A delivery report. `state` is None where the provider's word is not known: then it is only recorded.

    Exactly one of `mt_id` (ours, where the channel can carry it) and `smsc_id` (theirs) names the message.
    """

    link: str
    raw_status: str
    state: MtState | None
    at: int
    mt_id: int | None = None
    smsc_id: str | None = None


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A ticket that a turn files. `reference` is 9 digits, the last one the Damm check digit."""

    reference: str
    programme: str
    nature: str  # recours | reclamation | information | observation | suggestion
    motive: str  # ELIGIBILITY | AMOUNT | PAYMENT | DATA | ACCESS | CONDUCT | SENSITIVE | ...
    phone: str
    link: str
    language: str
    story: str
    case_id: str | None = None
    region: str | None = None
    subject: dict[str, Any] = field(
        default_factory=dict
    )  # the month, the amount, the refusal that it contests
    late: bool = False
    created_at: int = 0
    due_at: int = 0


class TicketState(StrEnum):
    """The lifecycle of a ticket, in its usual order."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    SORTED = "sorted"
    ASSIGNED = "assigned"
    REVIEW = "review"
    WAITING = "waiting"
    PROPOSED = "proposed"
    NOTIFIED = "notified"
    CLOSED = "closed"
    REOPENED = "reopened"


class Outcome(StrEnum):
    """What was decided; a field apart from the state."""

    UPHELD = "upheld"
    PARTLY = "partly"
    REJECTED = "rejected"
    INADMISSIBLE = "inadmissible"
    WITHDRAWN = "withdrawn"
    REDIRECTED = "redirected"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A filed recours, complaint or request, as kept. `version` guards against two officers at once."""

    reference: str
    programme: str
    nature: str
    motive: str
    phone: str
    link: str
    language: str
    story: str
    case_id: str | None
    region: str | None
    subject: dict[str, Any]
    late: bool
    state: TicketState
    outcome: Outcome | None
    reason: str | None
    assignee: str | None
    created_at: int
    updated_at: int
    due_at: int
    version: int


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """A line of a ticket's history.

    `actor` is `person`, `service` or an officer's login; `note` is encrypted.
    """

    at: int
    actor: str
    kind: str  # filed | added | withdrawn | read | replied | assigned | decided | closed | ...
    note: str = ""


@dataclass(frozen=True, slots=True)
class TicketChange:
    """A change to one ticket: the fields named become these, the event is added to its history.

    `subject` replaces the whole; an `assignee` of "" is nobody. `expected_version` is checked where given
    (`TicketMoved` is raised when it differs).
    """

    reference: str
    event: TicketEvent
    state: TicketState | None = None
    outcome: Outcome | None = None
    reason: str | None = None
    assignee: str | None = None
    expected_version: int | None = None
    subject: dict[str, Any] | None = None
    due_at: int | None = None


class InstructionState(StrEnum):
    """Whether what was decided was done; `overdue` may still become `done`."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Instruction:
    """What an upheld ticket has to change in a case; `remedy` is plain JSON (programmes/remedies.py)."""

    reference: str
    case_id: str
    remedy: dict[str, Any]
    created_at: int
    due_at: int
    state: InstructionState = InstructionState.OPEN
    settled_at: int = 0


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One row of the append-only, hash-chained audit. `details` holds no personal words and no phone."""

    at: int
    actor: str
    action: str
    subject: str
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewWakeup:
    """A message from the clock to come: at `at`, the phone's session is sent `kind`. `key` is unique.

    `about` is plain JSON for whoever it wakes; `link` is the one by which an answer goes.
    """

    key: str
    at: int
    phone: str
    link: str
    kind: str
    about: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rating:
    """How a person was served, 1 (very badly) to 5, and a word; kept apart from the ticket's outcome."""

    reference: str
    at: int
    score: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
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


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """One line of the thread that an officer reads; `state` is an MtState's value, or "" where none was sent.

    `kind` is `MoKind.USSD` where it was typed into, or shown on, a USSD session.
    """

    at: int
    inbound: bool
    text: str
    language: str
    state: str = ""
    parts: int = 1
    error: str | None = None
    kind: MoKind = MoKind.SMS


@dataclass(frozen=True, slots=True)
class TicketQuery:
    """Which tickets a queue shows; None means any. `regions` None means all regions.

    An `assignee` of "" is nobody; `due_before` and `due_from` leave out those whose person was told.
    `sensitive` None is both kinds, for those who may see both.
    """

    states: tuple[TicketState, ...] | None = None
    motive: str | None = None
    assignee: str | None = None
    regions: tuple[str, ...] | None = None
    reference: str | None = None
    case_id: str | None = None
    phone: str | None = None
    language: str | None = None
    late: bool | None = None
    due_from: int | None = None
    due_before: int | None = None
    sensitive: bool | None = False
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who may sign in.

    `roles` are of officer, supervisor, administrator, auditor; `regions` () means all.
    """

    login: str
    name: str
    password_hash: str
    roles: tuple[str, ...]
    regions: tuple[str, ...] = ()
    language: str = "fr"
    sensitive: bool = False
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class SignIn:
    """A server-side session of the console; only a hash of its token is kept."""

    token_hash: bytes
    login: str
    created_at: int
    seen_at: int
