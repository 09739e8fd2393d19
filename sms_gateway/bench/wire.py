"""A lean HTTP client and sink, so that the generator's share of the two cores stays small.

aiohttp's client costs several times what a scripted phone needs; this speaks just enough HTTP/1.1 with
keep-alive to a server that is ours.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import cast
from urllib.parse import parse_qs, urlsplit

END_OF_HEAD = b"\r\n\r\n"
ACCEPTED = b"0: Accepted for delivery"
SINK_REPLY = (
    b"HTTP/1.1 202 Accepted\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % len(ACCEPTED)
) + ACCEPTED


class Connection(asyncio.Protocol):
    """One keep-alive connection; requests are answered in order."""

    def __init__(self) -> None:
        self._buffer = b""
        self._waiting: deque[asyncio.Future[int]] = deque()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to write to."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is not a subclass

    def get(self, target: str) -> asyncio.Future[int]:
        """Send a GET; the future gives the status."""
        assert self._transport is not None
        answered: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append(answered)
        self._transport.write(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        return answered

    def data_received(self, data: bytes) -> None:
        """Settle the oldest request for each whole answer."""
        self._buffer += data
        while found := _first(self._buffer):
            head, _body, self._buffer = found
            self._settle(int(head[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail what still waits."""
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_exception(exc or ConnectionResetError("the server closed the connection"))

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    def _settle(self, status: int) -> None:
        waiting = self._waiting.popleft()
        if not waiting.done():
            waiting.set_result(status)


class Sink(asyncio.Protocol):
    """Stands where smsbox stands.

    Takes sendsms requests, tells `on_message(fields)`, answers that it was accepted.
    """

    def __init__(self, on_message: Callable[[dict[str, list[str]]], None]) -> None:
        self._on_message = on_message
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to answer on."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is not a subclass

    def close(self) -> None:
        """Hang up, whatever is still to come."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Answer each whole request."""
        assert self._transport is not None
        self._buffer += data
        while found := _first(self._buffer):
            head, body, self._buffer = found
            self._transport.write(SINK_REPLY)
            self._tell(head, body)

    def _tell(self, head: bytes, body: bytes) -> None:
        target = head[: head.index(b"\r\n")].split(b" ")[1].decode()
        self._on_message(parse_qs(body.decode("ascii") or urlsplit(target).query, errors="replace"))


def _first(buffer: bytes) -> tuple[bytes, bytes, bytes] | None:
    """Head and body of the first message, and what follows it; None where it is not whole yet."""
    split = buffer.find(END_OF_HEAD)
    if split < 0:
        return None
    begin = split + len(END_OF_HEAD)
    end = begin + _content_length(buffer[:split])
    return (buffer[:split], buffer[begin:end], buffer[end:]) if len(buffer) >= end else None


def _content_length(head: bytes) -> int:
    start = head.lower().find(b"content-length:")
    if start < 0:
        return 0
    return int(head[start + 15 :].split(b"\r\n", 1)[0])


async def connect(host: str, port: int) -> Connection:
    """Open one keep-alive connection."""
    _transport, connection = await asyncio.get_running_loop().create_connection(Connection, host, port)
    return connection
