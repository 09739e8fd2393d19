"""What a turn asks of the store before it is kept, and how a thinker asks the service for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, Protocol

import msgspec

from sms_gateway.thinkers.wire import Ask, Failed, Told
from storage.associations import Association
from storage.errors import StoreError
from storage.records import Ticket, TicketEvent, TicketQuery

# ruff: noqa: D102 - each method is described by storage/store.py


class TurnStore(Protocol):
    """The part of `Store` that a turn needs while it is thought."""

    async def tickets(self, query: TicketQuery) -> list[Ticket]: ...

    async def events(self, reference: str) -> list[TicketEvent]: ...

    async def association_of(self, phone: str) -> Association | None: ...

    async def count_attempts(self, kind: str, key: str, since: int) -> int: ...

    async def record_attempt(self, kind: str, keys: Sequence[str], now: int) -> None: ...

    async def clear_attempts(self, kind: str, keys: Sequence[str]) -> None: ...


#: What each question takes; no other is answered.
TAKES: dict[str, Any] = {
    "tickets": tuple[TicketQuery],
    "events": tuple[str],
    "association_of": tuple[str],
    "count_attempts": tuple[str, str, int],
    "record_attempt": tuple[str, tuple[str, ...], int],
    "clear_attempts": tuple[str, tuple[str, ...]],
}


async def answer(store: TurnStore, ask: Ask) -> Told | Failed:
    """The store's answer to one question of a thinker's."""
    arguments = msgspec.msgpack.decode(ask.arguments, type=TAKES[ask.name])
    try:
        found = await getattr(store, ask.name)(*arguments)
    except StoreError as error:
        return Failed(ask.number, type(error).__name__)
    return Told(ask.number, msgspec.Raw(msgspec.msgpack.encode(found)))


class StoreAtService:
    """The store as a thinker has it: each call is a question to the service, which answers in any order."""

    def __init__(self, send: Callable[[Ask], None]) -> None:
        self._send = send
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[msgspec.Raw]] = {}

    def hear(self, told: Told | Failed) -> None:
        """Take an answer of the service's."""
        waiting = self._waiting.pop(told.number)
        if waiting.done():  # whoever asked has given up
            return
        if isinstance(told, Failed):
            waiting.set_exception(StoreError(told.error))
        else:
            waiting.set_result(told.answer)

    async def _ask(self, kind: Any, name: str, *arguments: Any) -> Any:
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        self._send(Ask(number, name, msgspec.Raw(msgspec.msgpack.encode(arguments))))
        return msgspec.msgpack.decode(await self._waiting[number], type=kind)

    async def tickets(self, query: TicketQuery) -> list[Ticket]:
        found: list[Ticket] = await self._ask(list[Ticket], "tickets", query)
        return found

    async def events(self, reference: str) -> list[TicketEvent]:
        found: list[TicketEvent] = await self._ask(list[TicketEvent], "events", reference)
        return found

    async def association_of(self, phone: str) -> Association | None:
        found: Association | None = await self._ask(Association | None, "association_of", phone)
        return found

    async def count_attempts(self, kind: str, key: str, since: int) -> int:
        number: int = await self._ask(int, "count_attempts", kind, key, since)
        return number

    async def record_attempt(self, kind: str, keys: Sequence[str], now: int) -> None:
        await self._ask(None, "record_attempt", kind, keys, now)

    async def clear_attempts(self, kind: str, keys: Sequence[str]) -> None:
        await self._ask(None, "clear_attempts", kind, keys)
