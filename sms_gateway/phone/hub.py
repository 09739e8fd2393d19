"""Where the browser phones' messages meet: in memory, bounded; the durable truth is the store."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from sms_gateway.phone.conversation import Conversation, PhoneMessage
from storage.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from storage.records import ThreadMessage

#: The store's thread of a phone, oldest first.
History = Callable[[str], "Awaitable[Sequence[ThreadMessage]]"]

MOST_PHONES = 200


class Hub:
    """One conversation a phone number; the phones used longest ago are let go first."""

    def __init__(self, history: History | None = None, most_phones: int = MOST_PHONES) -> None:
        self._history = history
        self._most_phones = most_phones
        self._conversations: OrderedDict[str, Conversation] = OrderedDict()
        self._unrestored: dict[str, asyncio.Lock] = {}
        self._closed = False

    def publish(self, phone: str, message: PhoneMessage) -> None:
        """Show a message on a phone, whether or not anybody looks at it."""
        self._conversation(phone).put(message)

    async def look_at(self, phone: str) -> Conversation:
        """A phone's conversation, with what the store remembers of it."""
        conversation = self._conversation(phone)
        lock = self._unrestored.get(phone)
        if lock is not None and self._history is not None:
            async with lock:
                if phone in self._unrestored:
                    await self._restore(phone, conversation, self._history)
        return conversation

    def close(self) -> None:
        """Let every reader go, and those who come later."""
        self._closed = True
        for conversation in self._conversations.values():
            conversation.end()

    def _conversation(self, phone: str) -> Conversation:
        if phone not in self._conversations:
            self._conversations[phone] = Conversation()
            self._unrestored[phone] = asyncio.Lock()
            if len(self._conversations) > self._most_phones:
                gone, conversation = self._conversations.popitem(last=False)
                self._unrestored.pop(gone, None)
                conversation.end()
        self._conversations.move_to_end(phone)
        conversation = self._conversations[phone]
        if self._closed:
            conversation.end()
        return conversation

    async def _restore(self, phone: str, conversation: Conversation, history: History) -> None:
        """Without its store a phone still works; it is asked again at the next look."""
        with contextlib.suppress(StoreError):
            conversation.restore(await history(phone))
            self._unrestored.pop(phone, None)
