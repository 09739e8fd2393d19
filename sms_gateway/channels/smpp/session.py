"""One connection to an SMSC, from its opening to its end: requests and their answers, both ways."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple

from sms_gateway.channels.smpp.codec import RESPONSE, Command, Frames, Pdu, PduError, Status, decode, encode

if TYPE_CHECKING:
    from asyncio import Transport

#: What is done with a message or a report of the SMSC's; gives what it is answered.
Take = Callable[[Pdu], Awaitable[int]]

_LAST_SEQUENCE = 0x7FFFFFFF
#: So many messages may be on their way into the store before we stop reading from the connection.
_MOST_TAKEN = 512
_GOODBYE_SECONDS = 5.0
_TAKEN = frozenset({Command.DELIVER_SM, Command.DATA_SM})


class LineError(Exception):
    """The line failed."""


class NotSentError(LineError):
    """The request was not written: the SMSC cannot have it."""


class NoAnswerError(LineError):
    """The request was written and no answer came: the SMSC may have it."""


class _Asked(NamedTuple):
    """A request of ours that waits for its answer until `due`."""

    answer: asyncio.Future[Pdu]
    due: float


class Session(asyncio.Protocol):
    """A connection that answers the SMSC's requests and gives ours their answers.

    `window` of our messages may wait for their answers at once; `reply_seconds` is how long one waits.
    """

    def __init__(self, take: Take, window: int, reply_seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[str] = loop.create_future()
        self.heard_at = loop.time()
        self._loop = loop
        self._take = take
        self._window = asyncio.Semaphore(window)
        self._reply_seconds = reply_seconds
        self._frames = Frames()
        #: In the order in which they were asked, so that the first is the first to be overdue.
        self._waiting: dict[int, _Asked] = {}
        self._overdue: asyncio.TimerHandle | None = None
        self._unwritten: list[bytes] = []
        self._taking: set[asyncio.Task[None]] = set()
        self._sequence = 0
        self._transport: Transport | None = None

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = transport  # type: ignore[assignment]  # a stream's transport is a Transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell all who wait."""
        self._end(type(exc).__name__ if exc else "closed by the SMSC")

    def data_received(self, data: bytes) -> None:
        """Hear what came."""
        self.heard_at = self._loop.time()
        try:
            for frame in self._frames.feed(data):
                self._hear(frame)
        except PduError as error:  # where one frame ends is no longer known
            self._write(Pdu(Command.GENERIC_NACK, error.sequence, error.status))
            self.close("the stream is no SMPP")

    # What the channel calls

    @property
    def usable(self) -> bool:
        """Whether requests can be written."""
        return self._transport is not None and not self.ended.done()

    async def request(self, pdu: Pdu) -> Pdu:
        """Write a request and wait for its answer. Raises `NotSentError` or `NoAnswerError`."""
        if not self.usable:
            raise NotSentError("the line is down")
        self._sequence = self._sequence % _LAST_SEQUENCE + 1
        sequence = self._sequence
        asked = _Asked(self._loop.create_future(), self._loop.time() + self._reply_seconds)
        self._write(pdu, sequence)
        self._waiting[sequence] = asked
        if self._overdue is None:
            self._overdue = self._loop.call_at(asked.due, self._give_up_overdue)
        try:
            return await asked.answer
        finally:
            self._waiting.pop(sequence, None)

    async def submit(self, pdu: Pdu) -> Pdu:
        """A request that keeps within the window."""
        async with self._window:
            return await self.request(pdu)

    async def watch(self, enquire_seconds: float) -> str:
        """Ask for a sign of life whenever none came for so long; gives why the connection ended."""
        while not self.ended.done():
            quiet = self._loop.time() - self.heard_at
            if quiet < enquire_seconds:
                await asyncio.wait([self.ended], timeout=enquire_seconds - quiet)
                continue
            try:
                await self.request(Pdu(Command.ENQUIRE_LINK))
            except LineError:
                self.close("no answer to enquire_link")
        return self.ended.result()

    async def part(self) -> None:
        """Finish what was begun, unbind, and close; what is not finished then, the SMSC sends again."""
        try:
            await self._finish_taking()
            with contextlib.suppress(LineError, TimeoutError):
                async with asyncio.timeout(_GOODBYE_SECONDS):
                    await self.request(Pdu(Command.UNBIND))
            await self._finish_taking()
        finally:
            self.close("unbound")
            for task in self._taking:
                task.cancel()

    async def _finish_taking(self) -> None:
        if self._taking:
            await asyncio.wait(self._taking, timeout=_GOODBYE_SECONDS)

    def close(self, reason: str) -> None:
        """End the connection, for this reason."""
        self._flush()
        transport = self._transport
        self._end(reason)
        if transport is not None:
            transport.close()

    # Inside

    def _end(self, reason: str) -> None:
        self._transport = None
        if not self.ended.done():
            self.ended.set_result(reason)
        if self._overdue is not None:
            self._overdue.cancel()
        for asked in self._waiting.values():
            _refuse(asked, reason)

    def _give_up_overdue(self) -> None:
        """One timer for all: that of the request that was asked first."""
        self._overdue = None
        now = self._loop.time()
        for asked in self._waiting.values():
            if asked.due > now:
                self._overdue = self._loop.call_at(asked.due, self._give_up_overdue)
                return
            _refuse(asked, "no answer in time")

    def _hear(self, frame: bytes) -> None:
        try:
            pdu = decode(frame)
        except PduError as error:
            self._write(Pdu(Command.GENERIC_NACK, error.sequence, error.status))
            return
        if pdu.command & RESPONSE:
            self._answered(pdu)
        elif pdu.command in _TAKEN:
            self._begin_to_take(pdu)
        elif pdu.command == Command.ENQUIRE_LINK:
            self._answer(pdu)
        elif pdu.command == Command.UNBIND:
            self._answer(pdu)
            self.close("unbound by the SMSC")
        elif pdu.command != Command.ALERT_NOTIFICATION:  # which has no answer
            self._write(Pdu(Command.GENERIC_NACK, pdu.sequence, Status.UNKNOWN_COMMAND))

    def _answered(self, pdu: Pdu) -> None:
        asked = self._waiting.get(pdu.sequence)
        if asked is not None and not asked.answer.done():
            asked.answer.set_result(pdu)

    def _begin_to_take(self, pdu: Pdu) -> None:
        task = asyncio.create_task(self._take_and_answer(pdu))
        self._taking.add(task)
        task.add_done_callback(self._taken)
        if len(self._taking) == _MOST_TAKEN and self._transport is not None:
            self._transport.pause_reading()

    def _taken(self, task: asyncio.Task[None]) -> None:
        self._taking.discard(task)
        if len(self._taking) == _MOST_TAKEN - 1 and self._transport is not None:
            self._transport.resume_reading()

    async def _take_and_answer(self, pdu: Pdu) -> None:
        self._answer(pdu, await self._take(pdu))

    def _answer(self, pdu: Pdu, status: int = Status.OK) -> None:
        self._write(Pdu(pdu.command | RESPONSE, pdu.sequence, status))

    def _write(self, pdu: Pdu, sequence: int | None = None) -> None:
        """What is written at one moment goes out as one piece: a system call costs more than a PDU."""
        data = encode(pdu, sequence)
        if not self._unwritten:
            self._loop.call_soon(self._flush)
        self._unwritten.append(data)

    def _flush(self) -> None:
        data = b"".join(self._unwritten)
        self._unwritten.clear()
        if data and self._transport is not None:
            self._transport.write(data)


def _refuse(asked: _Asked, reason: str) -> None:
    if not asked.answer.done():
        asked.answer.set_exception(NoAnswerError(reason))
