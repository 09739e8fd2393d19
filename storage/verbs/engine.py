"""What the verbs of `Store` need of the engine under them: somebody who does pieces of work."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from storage.desk import WordsOf
from storage.fields import Keys


class Engine(ABC):
    """Does `work(db, *arguments)`, each piece whole or not at all, and never on behalf of a closed store.

    All three raise `StoreClosedError` where the store is closed or the database refuses.
    """

    _keys: Keys
    _words_of: WordsOf
    _now: Callable[[], float]
    #: Link and sealed external id of what a crash left without its turn.
    _left: list[tuple[str, bytes]]

    @abstractmethod
    def _write(self, work: Callable[..., Any], *arguments: Any, new: bool = False) -> asyncio.Future[Any]:
        """What the piece gives, durable when it comes.

        What is `new` lets go before what was begun, and is refused (`StoreBusyError`) where too much waits.
        """

    @abstractmethod
    def _read(self, work: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
        """What the piece reads, beside those that write."""

    @abstractmethod
    async def _apart(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """What a piece reads that takes long: nobody waits behind it."""
