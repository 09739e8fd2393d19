"""Phones behind Kannel's fake SMSC, in its protocol: a line `sender receiver text|ucs2 words` a message."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import cast
from urllib.parse import quote_from_bytes

NUMBER = "5757"


class Phones(asyncio.Protocol):
    """All phones over one connection; each waits for the answer to what it wrote."""

    def __init__(self) -> None:
        self._waiting: dict[bytes, deque[asyncio.Future[None]]] = {}
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to write to."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is not a subclass

    def ask(self, phone: str, text: str) -> asyncio.Future[None]:
        """Write a message; the future ends with its answer."""
        assert self._transport is not None
        answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(phone.encode(), deque()).append(answered)
        ascii_only = text.isascii()
        words = text if ascii_only else quote_from_bytes(text.encode("utf-16-be"), safe="")
        self._transport.write(f"{phone} {NUMBER} {'text' if ascii_only else 'ucs2'} {words}\n".encode())
        return answered

    def data_received(self, data: bytes) -> None:
        """Each line is an answer: `our number, phone, kind, words`."""
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            _ours, phone, *_words = line.split(b" ", 2)
            waiting = self._waiting.get(phone)
            if waiting:
                waiting.popleft().set_result(None)
            if not waiting:
                self._waiting.pop(phone, None)

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()
