"""What the service will ask by itself after an officer's act, as wakeups; see docs/wakeups.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogues.receipt import SENSITIVE
from storage.records import NewWakeup

if TYPE_CHECKING:
    from storage.records import Ticket

HOUR, DAY = 3600, 24 * 3600

#: After the closing's own SMS has been read.
SATISFACTION_SECONDS = 2 * HOUR
#: A question that waits for the person is brought to mind after so long, and no further.
REMINDER_SECONDS = (3 * DAY, 10 * DAY)


def question(ticket: Ticket, words: str, at: int) -> tuple[NewWakeup, ...]:
    """An officer's question as soon as the conversation is idle, and its reminders."""
    reference = ticket.reference
    asked: dict[str, object] = {"reference": reference, "words": words}
    about: dict[str, object] = {"reference": reference, "asked_at": at}
    return (
        _wakeup(ticket, "question", f"question:{reference}:{at}", at, asked),
        *(
            _wakeup(ticket, "reminder", f"reminder:{reference}:{at}:{pause}", at + pause, about)
            for pause in REMINDER_SECONDS
        ),
    )


def satisfaction(ticket: Ticket, at: int) -> tuple[NewWakeup, ...]:
    """How one was served, once a ticket: a second closing sets the clock in vain, its key has fired."""
    if ticket.motive == SENSITIVE:
        return ()
    key, due = f"satisfaction:{ticket.reference}", at + SATISFACTION_SECONDS
    return (_wakeup(ticket, "satisfaction", key, due, {"reference": ticket.reference}),)


def _wakeup(ticket: Ticket, kind: str, key: str, at: int, about: dict[str, object]) -> NewWakeup:
    return NewWakeup(key, at, ticket.phone, ticket.link, kind, about)
