"""One thinker, as the service that began it sees it."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from itertools import count
from typing import NamedTuple

import msgspec
from pydantic import SecretStr

from sms_gateway.settings import Settings
from sms_gateway.thinkers.storing import TurnStore, answer
from sms_gateway.thinkers.wire import Ask, Failed, FromThinker, Ready, Think, Wire
from sms_gateway.thinking import ThinkerLostError, ThoughtFailedError
from storage.records import ClaimedMo, Turn

START_SECONDS = 60.0
STOP_SECONDS = 5.0


class _UnderWay(NamedTuple):
    thought: asyncio.Future[Turn]
    began: float


class Process:
    """A thinker in a process of its own; `start` it before its first turn."""

    def __init__(self, settings: Settings, store: TurnStore) -> None:
        self._settings, self._store = settings, store
        self._numbers = count(1)
        self._under_way: dict[int, _UnderWay] = {}
        self._answers: set[asyncio.Task[None]] = set()
        self._ready = asyncio.Event()
        self._lost = asyncio.Event()

    async def start(self) -> None:
        """Begin it and wait until it is ready. Raises `ThinkerLostError`."""
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "sms_gateway.thinkers", str(theirs.fileno())]
            fds = (theirs.fileno(),)
            self._process = await asyncio.to_thread(_begun, command, fds, _told(self._settings))
        self._wire = Wire(FromThinker, self._hear, self._on_lost)
        await asyncio.get_running_loop().create_unix_connection(lambda: self._wire, sock=ours)
        waiting = [asyncio.create_task(event.wait()) for event in (self._ready, self._lost)]
        await asyncio.wait(waiting, timeout=START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        if not self.is_ready:
            await self.stop()
            raise ThinkerLostError

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def is_ready(self) -> bool:
        """Whether it takes messages."""
        return self._ready.is_set() and not self._lost.is_set()

    @property
    def load(self) -> int:
        """How many messages it thinks about now."""
        return len(self._under_way)

    @property
    def oldest_seconds(self) -> float:
        """For how long it has been thinking about the first of them."""
        oldest = next(iter(self._under_way.values()), None)
        return 0.0 if oldest is None else time.monotonic() - oldest.began

    async def turn(self, claimed: ClaimedMo) -> Turn:
        """See `Thinking`. Raises `ThinkerLostError` and `ThoughtFailedError`."""
        number = next(self._numbers)
        thought: asyncio.Future[Turn] = asyncio.get_running_loop().create_future()
        self._under_way[number] = _UnderWay(thought, time.monotonic())
        self._wire.send(Think(number, claimed))
        return await thought

    def _hear(self, message: FromThinker) -> None:
        if isinstance(message, Ready):
            self._ready.set()
        elif isinstance(message, Ask):
            task = asyncio.create_task(self._answer(message))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)
        else:
            self._thought(self._under_way.pop(message.number).thought, message)

    @staticmethod
    def _thought(future: asyncio.Future[Turn], message: FromThinker) -> None:
        if future.done():  # whoever waited for it has given up
            return
        if isinstance(message, Failed):
            future.set_exception(ThoughtFailedError(message.error))
        elif not isinstance(message, Ready | Ask):
            future.set_result(message.turn)

    async def _answer(self, ask: Ask) -> None:
        self._wire.send(await answer(self._store, ask))

    def _on_lost(self) -> None:
        self._lost.set()
        for waiting in self._under_way.values():
            if not waiting.thought.done():
                waiting.thought.set_exception(ThinkerLostError())
        self._under_way.clear()

    def kill(self) -> None:
        """End one that hangs."""
        self._process.kill()

    async def stop(self) -> None:
        """Let it end, or end it; gives back nothing of what it was at."""
        self._wire.close()
        try:
            await asyncio.to_thread(self._process.wait, STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)


def _begun(command: list[str], fds: tuple[int, ...], settings: bytes) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=fds)  # noqa: S603 - our own program
    if process.stdin is not None:
        with process.stdin as to:
            to.write(settings)
    return process


def _told(settings: Settings) -> bytes:
    """The settings as JSON, secrets in clear: for a pipe between two processes and nowhere else."""
    return msgspec.json.encode(
        settings.model_dump(),
        enc_hook=lambda value: value.get_secret_value() if isinstance(value, SecretStr) else str(value),
    )
