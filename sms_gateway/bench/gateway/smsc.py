"""An SMSC that costs next to nothing: raw frames, answers written in one piece, no codec of ours in it."""

from __future__ import annotations

import asyncio
import struct
import time
from collections.abc import Callable
from typing import cast

_HEADER = struct.Struct(">IIII")
_RESPONSE = 0x80000000
_SUBMIT_SM, _DELIVER_SM = 0x04, 0x05
_BINDS = frozenset({0x01, 0x02, 0x09})
#: Stands in every text before the message's number, and `_END` behind it.
_MARK, _END = b"no. ", b" "
#: As long as a usual answer: 110 letters, one part.
WORDS = "no. {} Votre demande est en cours d'examen. Une reponse vous parviendra avant le 12 octobre. Merci."


class Smsc:
    """Takes what is submitted and delivers what it is asked to; times are `time.perf_counter()`.

    `on_submit(number)` hears of each submit_sm, `on_answer(sequence, status)` of each deliver_sm_resp.
    """

    def __init__(self) -> None:
        self.on_submit: Callable[[int], None] = lambda _number: None
        self.on_answer: Callable[[int, int], None] = lambda _sequence, _status: None
        self.lines: list[_Line] = []
        self.bound = 0

    async def listen(self) -> tuple[asyncio.Server, int]:
        """Open the port; returns the server and it."""
        server = await asyncio.get_running_loop().create_server(lambda: _Line(self), "127.0.0.1", 0)
        return server, server.sockets[0].getsockname()[1]

    async def wait_bound(self, number: int, within: float = 30.0) -> None:
        """Wait until so many connections are bound."""
        end = time.monotonic() + within
        while self.bound < number:
            if time.monotonic() > end:
                raise TimeoutError("nobody was bound in time")
            await asyncio.sleep(0.02)

    def deliver(self, sequence: int) -> None:
        """Deliver the message of this number, from a phone of its own."""
        self.lines[-1].write(deliver_sm(sequence))

    def hang_up(self) -> None:
        """Drop every connection."""
        for line in list(self.lines):
            line.close()


class _Line(asyncio.Protocol):
    """One connection of an ESME's."""

    def __init__(self, smsc: Smsc) -> None:
        self._smsc = smsc
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to answer on."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is not a subclass

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the signature is asyncio's
        """The ESME has gone."""
        if self in self._smsc.lines:
            self._smsc.lines.remove(self)
            self._smsc.bound -= 1

    def write(self, data: bytes) -> None:
        """Write, where somebody is there."""
        if self._transport is not None:
            self._transport.write(data)

    def close(self) -> None:
        """Hang up, whatever is still to come."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Answer each whole frame, all of them in one write."""
        buffer, at = self._buffer + data, 0
        answers = []
        while len(buffer) - at >= _HEADER.size:
            length, command, status, sequence = _HEADER.unpack_from(buffer, at)
            if len(buffer) - at < length:
                break
            answers.append(self._answer(command, status, sequence, buffer[at : at + length]))
            at += length
        self._buffer = buffer[at:]
        if answer := b"".join(answers):
            self.write(answer)

    def _answer(self, command: int, status: int, sequence: int, frame: bytes) -> bytes:
        if command == _SUBMIT_SM:
            self._smsc.on_submit(_number(frame))
            return _pdu(command | _RESPONSE, sequence, b"%X\0" % sequence)
        if command == _DELIVER_SM | _RESPONSE:
            self._smsc.on_answer(sequence, status)
            return b""
        if command in _BINDS:
            self._smsc.lines.append(self)
            self._smsc.bound += 1
            return _pdu(command | _RESPONSE, sequence, b"bench\0")
        return b"" if command & _RESPONSE else _pdu(command | _RESPONSE, sequence)


def deliver_sm(sequence: int) -> bytes:
    """A message in GSM-7 from the phone of this number."""
    text = WORDS.format(sequence).encode()
    body = b"\0\1\1" + b"2126%08d\0" % sequence + b"\0\1" + b"5757\0" + bytes(9) + bytes([len(text)]) + text
    return _pdu(_DELIVER_SM, sequence, body)


def _pdu(command: int, sequence: int, body: bytes = b"") -> bytes:
    return _HEADER.pack(_HEADER.size + len(body), command, 0, sequence) + body


def _number(frame: bytes) -> int:
    start = frame.find(_MARK) + len(_MARK)
    return int(frame[start : frame.find(_END, start)])
