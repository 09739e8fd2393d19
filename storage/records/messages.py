"""What travels: messages in and out, their parts, screens, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from msgspec import Struct


class MoKind(StrEnum):
    """How a message came: from a phone, or from the clock (a fired wakeup)."""

    SMS = "sms"
    USSD = "ussd"
    WAKEUP = "wakeup"


class MoMessage(Struct, frozen=True):
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


class MoPart(Struct, frozen=True):
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


class Accepted(Struct, frozen=True):
    """The store's answer to `accept_mo`: the row's id, and whether this message had come before."""

    mo_id: int
    duplicate: bool


class Screen(Struct, frozen=True):
    """What a USSD request is answered: one page, and whether the session goes on."""

    text: str
    goes_on: bool = True


class UssdEnd(Struct, frozen=True):
    """The provider's word that a USSD session is over, as it came; `duration` is in milliseconds."""

    link: str
    session_id: str
    phone: str
    status: str
    at: int
    duration: int | None = None
    hops: int | None = None
    error: str = ""


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


class MtMessage(Struct, frozen=True):
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


class ClaimedMt(Struct, frozen=True):
    """An outgoing message taken for delivery; `attempt` counts from 1."""

    mt_id: int
    mt: MtMessage
    attempt: int


class SendResult(Struct, frozen=True):
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


class Dlr(Struct, frozen=True):
    """A delivery report. `state` is None where the provider's word is not known: then it is only recorded.

    Exactly one of `mt_id` (ours, where the channel can carry it) and `smsc_id` (theirs) names the message.
    """

    link: str
    raw_status: str
    state: MtState | None
    at: int
    mt_id: int | None = None
    smsc_id: str | None = None


class ThreadMessage(Struct, frozen=True):
    """One line of the thread that an officer reads; `state` is an MtState's value, or "" where none was sent.

    `kind` is `MoKind.USSD` where it was typed into, or shown on, a USSD session. `mt_id` is 0 where nothing
    was sent; a reply that its officer may still take back rests until `held_until`; `resent_from` is the
    message that this one sends again. `link` is the line over which it came or goes.
    """

    at: int
    inbound: bool
    text: str
    language: str
    state: str = ""
    parts: int = 1
    error: str | None = None
    kind: MoKind = MoKind.SMS
    mt_id: int = 0
    held_until: int = 0
    resent_from: int = 0
    link: str = ""
