"""What an officer's desk asks of the store beside tickets; each engine holds to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from storage.records import AuditEntry, TicketChange, TicketEvent
from storage.records.notes import Note

#: The words of a text by which it is found, folded so that one spelling stands for many.
WordsOf = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Reader:
    """An officer who has a ticket's page open, since when."""

    login: str
    since: int


@dataclass(frozen=True, slots=True)
class News:
    """Something happened to a ticket; `number` is that of the newest line of its history."""

    number: int
    reference: str
    region: str | None
    programme: str
    motive: str
    filed: bool


class DeskStore(Protocol):
    """The part of `Store` that officers' pages work with."""

    # Words

    def word_keys(self, typed: str) -> tuple[str, ...]:
        """The keyed hashes, in hex, of the words that somebody looks for (`TicketQuery.words`)."""

    async def index_words(self, limit: int) -> int:
        """Index the words of tickets that are not in the index's edition; how many tickets were done."""

    async def reset_words(self) -> None:
        """Empty the index of words: `index_words` writes it anew (another key, another way to fold)."""

    # Notes

    async def add_note(self, note: Note, audit: AuditEntry) -> None:
        """Keep an internal note."""

    async def notes(self, references: Sequence[str]) -> list[Note]:
        """The internal notes of these tickets, oldest first."""

    # Who does not learn of a ticket

    async def keep_away(
        self, reference: str, logins: Sequence[str], change: TicketChange, audit: AuditEntry
    ) -> None:
        """These officers, and no others, are kept away from a ticket. Raises `TicketMovedError`.

        A unit's mark among them (`unit_mark`) stands for all of its accounts, those made later too.
        """

    async def kept_away(self, reference: str) -> list[str]:
        """Who is kept away from a ticket: logins, and marks of units."""

    # Messages

    async def unask(self, keys: Sequence[str], asked_at: int, change: TicketEvent, audit: AuditEntry) -> bool:
        """Take back a question on the ticket `audit.subject` that still rests; it is what it was before.

        `keys` are those of its wakeups, the question's first. False where it is too late.
        """

    async def unsend(self, mt_id: int, change: TicketEvent, audit: AuditEntry) -> bool:
        """Take back a reply on the ticket `audit.subject` that still rests; False where it is too late."""

    async def resend(self, mt_id: int, phone: str, change: TicketEvent, audit: AuditEntry) -> int | None:
        """Send what was given up or stays in doubt once more, as a message of its own; its id.

        None where it is no such message to `phone`, or was sent again before.
        """

    # Who is here, what is new

    async def note_reader(self, reference: str, login: str, now: int, until: int) -> None:
        """An officer has a ticket's page open, `until` then unless they say so again."""

    async def forget_reader(self, reference: str, login: str) -> None:
        """An officer has closed a ticket's page."""

    async def readers(self, reference: str, now: int) -> list[Reader]:
        """Who has a ticket's page open, first come first."""

    async def last_news(self) -> int:
        """The number of the newest line of any ticket's history, behind which none comes any more.

        0 where there is none, or where that cannot be told just now.
        """

    async def news(self, after: int, upto: int) -> list[News]:
        """The tickets that something happened to behind the line `after`, each once."""

    async def ticket_mark(self, reference: str, phone: str, login: str, now: int) -> str:
        """What is another once a ticket, its notes, its thread or its readers but `login` changed."""
