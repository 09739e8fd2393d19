"""What an operator asks of the store about links, and does to their messages; each engine holds to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from storage.records import AuditEntry, MtState


@dataclass(frozen=True, slots=True)
class LinkNote:
    """How a line stood when it was last used; `error` is what it last answered amiss, "" where nothing."""

    link: str
    up: bool
    at: int
    error: str = ""


@dataclass(frozen=True, slots=True)
class BalanceNote:
    """What was left on the account of a link's provider, in major units of `currency`."""

    link: str
    amount: Decimal
    currency: str
    at: int


@dataclass(frozen=True, slots=True)
class TrafficNote:
    """How many messages a link took and sent in the minute before `at`."""

    link: str
    received: int
    sent: int
    at: int


@dataclass(frozen=True, slots=True)
class LinkFigures:
    """How a link stands.

    `up` is None where it was never used; `since` is when that began. `counts` are messages by state: queued,
    resting (until their time), sending, unknown, parked (tried too often), failed. `oldest_at` is when the
    oldest that waits was queued; `paused_at` since when an operator keeps it from sending; `received` and
    `sent` are of the minute before `rated_at`. 0 is never, for all times.
    """

    link: str
    up: bool | None = None
    since: int = 0
    error: str = ""
    error_at: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    oldest_at: int = 0
    paused_at: int = 0
    balance: BalanceNote | None = None
    received: int = 0
    sent: int = 0
    rated_at: int = 0


@dataclass(frozen=True, slots=True)
class MtChoice:
    """Which messages an operator means: in one of `states`, and of this link and these ids where given.

    States are those of `LinkFigures.counts`.
    """

    states: tuple[str, ...]
    link: str = ""
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldMt:
    """A message as an operator sees it, without its words; `recipient` is whole, to be masked."""

    mt_id: int
    link: str
    recipient: str
    state: str
    language: str
    parts: int
    created_at: int
    attempt: int
    error: str | None


@dataclass(frozen=True, slots=True)
class SentMts:
    """What was sent by a link in a language: a conversation is what one phone was sent on one day."""

    link: str
    language: str
    messages: int
    parts: int
    conversations: int


class LinkStore(Protocol):
    """The part of `Store` that operators work with."""

    async def link_figures(self) -> list[LinkFigures]:
        """How each link stands that has been used or has messages, by name."""

    async def pause_link(self, link: str, *, pause: bool, audit: AuditEntry) -> bool:
        """Claim nothing of a link from `audit.at` on, or claim again; False where it is so already."""

    async def note_traffic(self, notes: Sequence[TrafficNote]) -> None:
        """Keep the traffic of the last minute, a note a link."""

    async def note_balance(self, note: BalanceNote) -> None:
        """Keep what is left on a provider's account."""

    async def chosen_mts(self, choice: MtChoice, limit: int) -> list[HeldMt]:
        """The chosen messages, by state, the oldest first."""

    async def count_chosen_mts(self, choice: MtChoice) -> dict[str, int]:
        """How many of the chosen messages each link has."""

    async def replay_mts(self, choice: MtChoice, now: int, due_at: int, audit: AuditEntry) -> int:
        """Queue the chosen messages anew for `due_at`, as if never tried; how many, which the audit says too.

        One that has expired lives as long again as it did.
        """

    async def cancel_mts(self, choice: MtChoice, audit: AuditEntry) -> int:
        """Take the chosen messages back for good; how many, which the audit says too."""

    async def hand_over(self, link: str, other: str, sender: str, audit: AuditEntry) -> int:
        """Give what surely did not go by `link` to `other`, each message once in its life; how many.

        What is in doubt, being sent, or waiting for its first time stays.
        """

    async def sent_mts(self, start: int, end: int) -> list[SentMts]:
        """What was handed to providers from `start` until before `end`, by link and language.

        A message sent again counts once, when it was sent last.
        """

    async def mt_states(self, mt_ids: Sequence[int]) -> dict[int, MtState]:
        """Where outgoing messages are."""
