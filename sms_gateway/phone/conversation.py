"""What one browser phone has on its screen: the last messages, and a way to wait for the next change."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.records import MoKind, MtState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from storage.records import ThreadMessage

MOST_MESSAGES = 100
#: Still on its way, or taken back: it never reached the phone.
NOT_ON_THE_PHONE = {MtState.QUEUED, MtState.SENDING, MtState.CANCELLED}


@dataclass(frozen=True, slots=True)
class PhoneMessage:
    """One SMS as the phone shows it; `inbound` is from the phone, `state` an MtState's value."""

    key: str
    at: int
    inbound: bool
    text: str
    language: str = ""
    state: str = ""


class Conversation:
    """The last messages of one phone, in order; a message put again under its key changes in place.

    A reader waits on `changes` with the version that it knows. There is no queue a reader, so a slow one
    costs nothing: it finds each message's latest state when it comes back.
    """

    def __init__(self) -> None:
        self._messages: dict[str, tuple[int, PhoneMessage]] = {}
        self._version = 0
        self._changed = asyncio.Event()
        self.ended = False

    def put(self, message: PhoneMessage) -> None:
        """Show a message, or its new state."""
        self._version += 1
        self._messages[message.key] = (self._version, message)
        self._keep_newest()
        self._wake()

    def restore(self, past: Sequence[ThreadMessage]) -> None:
        """Put what the store remembers above what came meanwhile, each message once."""
        self._version += 1
        older = {message.key: (self._version, message) for message in _not_shown(past, self.messages())}
        self._messages = older | self._messages
        self._keep_newest()
        self._wake()

    def messages(self) -> list[PhoneMessage]:
        """All that is on the screen, oldest first."""
        return [message for _, message in self._messages.values()]

    async def changes(self, since: int) -> tuple[int, list[PhoneMessage]]:
        """The version now and the messages that changed since; waits until there are some, or the end."""
        while self._version <= since and not self.ended:
            await self._changed.wait()
        return self._version, [message for version, message in self._messages.values() if version > since]

    def end(self) -> None:
        """Let every reader go."""
        self.ended = True
        self._wake()

    def _keep_newest(self) -> None:
        while len(self._messages) > MOST_MESSAGES:
            del self._messages[next(iter(self._messages))]

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def _not_shown(past: Sequence[ThreadMessage], shown: Iterable[PhoneMessage]) -> list[PhoneMessage]:
    """The remembered messages that are not on the screen yet, matched from the newest back."""
    seen = Counter((message.inbound, message.text) for message in shown)
    missing: list[PhoneMessage] = []
    for number in range(len(past) - 1, -1, -1):
        line = past[number]
        if line.kind is MoKind.USSD or (not line.inbound and line.state in NOT_ON_THE_PHONE):
            continue
        if seen[line.inbound, line.text]:
            seen[line.inbound, line.text] -= 1
            continue
        state = MtState.SENT if line.inbound else line.state
        missing.append(PhoneMessage(f"past-{number}", line.at, line.inbound, line.text, line.language, state))
    return missing[::-1]
