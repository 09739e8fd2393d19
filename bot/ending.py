"""How a conversation ends that nobody goes on with: by the clock, a day after the person's last message.

Only one that holds unsent words needs it. They are put aside then, to be offered again, and what waited for
the conversation to be idle finds it so; after a week they are forgotten, since a number may change hands and
words that nobody sent are nobody's to keep.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.kept import SUSPENDED_SECONDS, put_aside, unsent_words

if TYPE_CHECKING:
    from bot.effects import Effects
    from storage.records import Session

#: An open prompt older than this is no longer what the person answers.
OPEN_SECONDS = 24 * 3600
#: The kinds of the wakeups that end a conversation, and that forget what was put aside.
END, FORGET = "end", "forget"
_DAY = 24 * 3600


def end_later(effects: Effects, now: int) -> None:
    """Have the clock end a conversation that holds unsent words; one wakeup a day, moved by each message."""
    session = effects.session
    if session.dialogue is not None and unsent_words(session.journal):
        effects.wake_at(f"{END}:{session.phone}:{now // _DAY}", now + OPEN_SECONDS, END, {})
    elif session.suspended is not None:
        at = int(session.suspended["at"])
        key = f"{FORGET}:{session.phone}:{at // _DAY}"
        effects.wake_at(key, at + SUSPENDED_SECONDS + 1, FORGET, {})


def ended(session: Session, now: int) -> Session:
    """The session without the question that nobody answered for a day."""
    if session.dialogue is None or now - max(session.seen_at, session.asked_at) < OPEN_SECONDS:
        return session
    return put_aside(session)
