"""The contract of a channel: a provider's payload to our values and back.

It knows no web server and no store. Every channel sends; a `Webhook` is called by its provider, a `Line`
calls its provider and is handed an `Inbox` for what comes back over the connection (docs/adr/0008).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol, runtime_checkable

from msgspec import Struct, field

from storage.records import (
    Accepted,
    ClaimedMt,
    Dlr,
    Join,
    MoMessage,
    MoPart,
    Screen,
    SendResult,
    UssdEnd,
)


class HttpRequest(Struct, frozen=True):
    """What a provider sent.

    The raw query string, headers (lower-case names), body, and the caller's address.
    """

    method: str
    query: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    remote: str = ""


class HttpReply(Struct, frozen=True):
    """What the provider is answered."""

    status: int = 200
    body: str = ""
    content_type: str = "text/plain"


class RefusedError(Exception):
    """A request that is not taken: `status` and one clear sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class NotKeptError(Exception):
    """Nothing was kept: the provider must send it again."""


class BalanceUnknownError(Exception):
    """The provider did not say what is left, or not so that it could be read; the text holds no secret."""


class Balance(Struct, frozen=True):
    """What is left on the account of a link's provider, in major units."""

    amount: Decimal
    currency: str


class UssdRequest(Struct, frozen=True):
    """One step of a USSD session: all that was typed since `code` was dialled, joined by `*`."""

    link: str
    session_id: str
    phone: str
    code: str
    typed: str
    at: int


class Channel(Protocol):
    """One configured link over a provider's protocol."""

    kind: str
    link: str

    async def open(self) -> None:
        """Get ready to send."""

    async def close(self) -> None:
        """Stop, finishing what is under way."""

    async def send(self, claimed: ClaimedMt, now: int) -> SendResult:
        """Hand one message to the provider; never raises."""


@runtime_checkable
class Webhook(Channel, Protocol):
    """A channel whose provider calls us over HTTP."""

    def parse_mo(self, request: HttpRequest, now: int) -> MoMessage:
        """Check the secret, decode, number to E.164. Raises `RefusedError`."""

    def mo_reply(self, accepted: Accepted) -> HttpReply:
        """What acknowledges a message, after the durable commit; the same for a duplicate."""

    def parse_dlr(self, request: HttpRequest, now: int) -> Dlr:
        """Read a delivery report; an unknown status is not an error. Raises `RefusedError`."""

    def dlr_reply(self) -> HttpReply:
        """What acknowledges a delivery report."""


@runtime_checkable
class UssdChannel(Webhook, Protocol):
    """A link that carries USSD too."""

    def parse_ussd(self, request: HttpRequest, now: int) -> UssdRequest | UssdEnd:
        """Check the secret; a step of a session, or its end. Raises `RefusedError`."""

    def screen_reply(self, screen: Screen) -> HttpReply:
        """What shows a screen, and keeps the session or ends it."""

    def end_reply(self) -> HttpReply:
        """What acknowledges the end of a session."""


@runtime_checkable
class Account(Protocol):
    """A channel whose provider tells what is left on its account."""

    async def balance(self, now: int) -> Balance | None:
        """Ask it; None where this link's does not tell. Raises `BalanceUnknownError`, or as a call does."""


class Inbox(Protocol):
    """Where a line puts what came; each returns after the durable commit, or raises `NotKeptError`."""

    async def left_open(self, link: str) -> list[str]:
        """The external ids of messages that the last process kept and left without their turn."""

    async def keep_mo(self, message: MoMessage) -> Accepted:
        """Keep a message, once per external id."""

    async def keep_part(self, part: MoPart, join: Join) -> Accepted | None:
        """Keep a part, and the message once all its parts are there."""

    async def keep_overdue(self, link: str, before: int, join: Join) -> None:
        """Keep what has come of messages begun before then."""

    async def keep_dlr(self, dlr: Dlr) -> None:
        """Keep a delivery report."""

    async def show(self, asked: UssdRequest) -> Screen:
        """The screen that answers a step of a USSD session, kept before it is shown."""

    async def keep_ussd_end(self, end: UssdEnd) -> None:
        """Keep the provider's word that a USSD session is over."""


@runtime_checkable
class Line(Channel, Protocol):
    """A channel that keeps a connection of its own to its provider."""

    async def listen(self, inbox: Inbox) -> None:
        """Keep the connection, and hand on what comes over it, until cancelled; then part politely."""
