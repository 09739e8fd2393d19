"""What officers decide: tickets, what happens to them, and what an upheld appeal changes."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from msgspec import Struct, field

#: Motives whose tickets lie in the restricted queue.
SENSITIVE_MOTIVES = frozenset({"SENSITIVE", "CONDUCT"})


#: Keys of a ticket's `subject`: the logins of who decided it at first, and their regions.
DECIDED_BY, UNIT = "decided_by", "unit"
#: Keys of a ticket's `subject`: when an officer may call (`morning`, `afternoon`, `never`), whether it was
#: brought before a supervisor (true), and who filed for the household (`kind`, `name`; bot/proxy.py).
CALL, SECOND_LEVEL, PROXY = "call", "second_level", "proxy"


class NewTicket(Struct, frozen=True):
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


class Ticket(Struct, frozen=True):
    """A filed recours, complaint or request, as kept. `version` guards against two officers at once.

    `head` is the ticket under which it is answered, None where it stands alone.
    """

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
    head: str | None = None


class TicketEvent(Struct, frozen=True):
    """A line of a ticket's history.

    `actor` is `person`, `service` or an officer's login; `note` is encrypted.
    """

    at: int
    actor: str
    kind: str  # filed | added | withdrawn | read | replied | assigned | decided | closed | ...
    note: str = ""


class Task(Struct, frozen=True):
    """What somebody has to do beside the answer: `call` a person back, hear from another `desk`.

    `detail` is when a call is safe, or the desk's key: never a person's words.
    """

    kind: str
    due_at: int
    detail: str
    tries: int = 0
    tried_at: int | None = None
    done_at: int | None = None


class TicketChange(Struct, frozen=True):
    """A change to one ticket: the fields named become these, the event is added to its history.

    `subject` replaces the whole; an `assignee` of "" is nobody, a `region` of "" none. `undecided` forgets
    the outcome and its reason. `task` is kept with it; `head` is the ticket under which it is answered from
    now on, "" none; what is reopened stands alone. `expected_version` is checked where given
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
    motive: str | None = None
    region: str | None = None
    undecided: bool = False
    task: Task | None = None
    head: str | None = None


class InstructionState(StrEnum):
    """Whether what was decided was done; `overdue` may still become `done`."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"


class Instruction(Struct, frozen=True):
    """What an upheld ticket has to change in a case; `remedy` is plain JSON (programmes/remedies.py)."""

    reference: str
    case_id: str
    remedy: dict[str, Any]
    created_at: int
    due_at: int
    state: InstructionState = InstructionState.OPEN
    settled_at: int = 0


class TicketQuery(Struct, frozen=True):
    """Which tickets a queue shows; None means any. `regions` and `programmes` None mean all.

    An `assignee` of "" is nobody; `due_before` and `due_from` leave out those whose person was told.
    `sensitive` None is both kinds, for those who may see both. `words` are keys of `Store.word_keys`, all of
    which the person's words have. `kept_from` are tickets that whoever asks does not learn of.
    """

    states: tuple[TicketState, ...] | None = None
    motive: str | None = None
    assignee: str | None = None
    regions: tuple[str, ...] | None = None
    programmes: tuple[str, ...] | None = None
    reference: str | None = None
    case_id: str | None = None
    phone: str | None = None
    language: str | None = None
    late: bool | None = None
    due_from: int | None = None
    due_before: int | None = None
    sensitive: bool | None = False
    listed: str = ""
    listed_key: str = ""
    words: tuple[str, ...] = ()
    kept_from: tuple[str, ...] = ()
    limit: int = 50
    offset: int = 0
