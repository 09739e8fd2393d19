"""What a service and its thinkers tell each other: msgpack, each message behind its length (4 octets)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

import msgspec
from msgspec import Raw, Struct

from storage.records import ClaimedMo, Turn

LENGTH = 4


class Ready(Struct, frozen=True, tag=True, array_like=True):
    """A thinker has read all that it needs."""


class Think(Struct, frozen=True, tag=True, array_like=True):
    """To a thinker: a message to think about."""

    number: int
    claimed: ClaimedMo


class Thought(Struct, frozen=True, tag=True, array_like=True):
    """From a thinker: the turn for the message of this number."""

    number: int
    turn: Turn


class Failed(Struct, frozen=True, tag=True, array_like=True):
    """There is no turn, or no answer, for this number; `error` is the kind of what was raised."""

    number: int
    error: str


class Ask(Struct, frozen=True, tag=True, array_like=True):
    """From a thinker: a question to the store, by the name of its method."""

    number: int
    name: str
    arguments: Raw


class Told(Struct, frozen=True, tag=True, array_like=True):
    """To a thinker: the store's answer to the question of this number."""

    number: int
    answer: Raw


ToThinker = Think | Told | Failed
FromThinker = Ready | Thought | Failed | Ask


class Wire(asyncio.Protocol):
    """Messages over a socket between two processes; those of one moment go out in one write.

    `kinds` is the union of what comes; `on_message` is called with each, `on_lost` once, at the end.
    """

    def __init__(self, kinds: Any, on_message: Callable[[Any], None], on_lost: Callable[[], None]) -> None:
        self._decoder = msgspec.msgpack.Decoder(kinds)
        self._encoder = msgspec.msgpack.Encoder()
        self._on_message, self._on_lost = on_message, on_lost
        self._came, self._going = bytearray(), bytearray()
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.Protocol`."""
        self._transport = cast("asyncio.WriteTransport", transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's name for it
        """See `asyncio.Protocol`."""
        self._transport = None
        self._on_lost()

    def send(self, message: ToThinker | FromThinker) -> None:
        """Have a message sent at the end of this moment."""
        if not self._going:
            self._loop.call_soon(self._flush)
        encoded = self._encoder.encode(message)
        self._going += len(encoded).to_bytes(LENGTH, "big") + encoded

    def _flush(self) -> None:
        if self._transport is not None:
            self._transport.write(bytes(self._going))
        self._going.clear()

    def close(self) -> None:
        """Say no more; what was sent before still goes."""
        if self._transport is not None:
            self._flush()
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        came = self._came
        came += data
        at = 0
        while len(came) >= (body := at + LENGTH) and len(came) >= (end := body + _length(came, at)):
            self._on_message(self._decoder.decode(memoryview(came)[body:end].tobytes()))
            at = end
        del came[:at]


def _length(came: bytearray, at: int) -> int:
    return int.from_bytes(came[at : at + LENGTH], "big")
