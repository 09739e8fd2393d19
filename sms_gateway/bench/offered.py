"""An open loop: messages come at their own pace, whether or not those before them were answered.

The n-th message is due n/rate seconds after the start and its times are counted from then, so that a stall of
the server shows in all that were due meanwhile. Whose turn it is: of the phones in a conversation the one
that was answered longest ago; where none is ready, a new phone begins. In a closed loop so many messages are
always under way.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import count, cycle, islice
from urllib.parse import quote

from programmes.synthetic import phone_of
from sms_gateway.bench.scripts import PAYDAY, Script, script_of
from sms_gateway.bench.server import TARGET
from sms_gateway.bench.tally import Tally
from sms_gateway.bench.wire import Connection, Sink, connect

#: A server answers the requests of one connection one after the other: each waits for a commit.
CONNECTIONS = 128
TICK_SECONDS = 0.002
#: After the last answer that is due, one too many would come within so long.
MORE_SECONDS = 0.5
#: An answer later than this is none.
DRAIN_SECONDS = 30.0
#: A prime: the households write in no order of theirs, so that a look-up finds nothing of the one before it.
STRIDE = 1_000_003


@dataclass(slots=True)
class Talk:
    """One phone's conversation; `step` is the message to send next."""

    number: str
    script: Script
    step: int = 0


def talks(households: int, scripts: tuple[Script, ...] = PAYDAY) -> Iterator[Talk]:
    """One conversation of each household, in the mix of a payday."""
    return (Talk(phone_of(n * STRIDE % households), script_of(n, scripts)) for n in count())


class Offer:
    """Offers the conversations of `talks` to a bench's service; ids of messages begin with `run`."""

    def __init__(self, talks: Iterator[Talk], run: str) -> None:
        self.tally = Tally()
        self.last_heard = 0.0
        self._talks = talks
        self._run = run
        self._closed_loop = False
        self._ready: deque[Talk] = deque()
        self._waiting: dict[str, tuple[float, Talk]] = {}
        self._connections: list[Connection] = []
        self._all_heard = asyncio.Event()
        self._tasks: set[asyncio.Future[int]] = set()

    async def listen(self) -> tuple[asyncio.Server, int]:
        """Open the sink that stands for smsbox; returns it and its port."""
        server = await asyncio.get_running_loop().create_server(lambda: Sink(self._heard), "127.0.0.1", 0)
        return server, server.sockets[0].getsockname()[1]

    async def connect(self, *ports: int) -> None:
        """Connect to the service; where it has several processes, to each in turn."""
        turns = islice(cycle(ports), CONNECTIONS)
        self._connections = [await connect("127.0.0.1", port) for port in turns]

    async def run(self, under_way: int, rate: float, seconds: float, drain: float = DRAIN_SECONDS) -> float:
        """An open loop where there is a rate, else a closed one; gives the seconds until the last answer."""
        began = time.perf_counter()
        if rate:
            await self.open_loop(rate, seconds)
        else:
            await self.closed_loop(under_way, seconds)
        await self.drain(drain)
        return max(seconds, self.last_heard - began)

    async def open_loop(self, rate: float, seconds: float) -> None:
        """Offer `rate` messages a second."""
        began, sent, messages = time.perf_counter(), 0, int(rate * seconds)
        while sent < messages:
            due = min(messages, int((time.perf_counter() - began) * rate) + 1)
            for number in range(sent, due):
                self._send(began + number / rate)
            sent = due
            await asyncio.sleep(TICK_SECONDS)

    async def round(self, rate: float, seconds: float) -> list[float]:
        """Offer `rate` messages a second; gives the seconds of the turns that were answered meanwhile."""
        self.tally.turns = []
        await self.open_loop(rate, seconds)
        await self.drain(seconds)
        return self.tally.turns

    async def closed_loop(self, under_way: int, seconds: float) -> None:
        """Keep `under_way` messages under way."""
        self._closed_loop = True
        for _one in range(under_way):
            self._send(time.perf_counter())
        await asyncio.sleep(seconds)
        self._closed_loop = False

    async def drain(self, seconds: float) -> None:
        """Wait for the answers still due, not longer than that, and a little for one too many."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                self._all_heard.clear()
                if self._waiting:
                    await self._all_heard.wait()
        await asyncio.sleep(MORE_SECONDS)
        self.tally.unanswered = len(self._waiting)

    def close(self) -> None:
        """Hang up."""
        for connection in self._connections:
            connection.close()

    def _send(self, due: float) -> None:
        talk = self._ready.popleft() if self._ready else next(self._talks)
        tally, connections = self.tally, self._connections
        self._waiting[talk.number] = (due, talk)
        message = quote(talk.script.messages[talk.step])
        asked = f"{TARGET}&from={quote(talk.number)}&id={self._run}-{tally.sent}&text={message}"
        request = connections[tally.sent % len(connections)].get(asked)
        tally.sent += 1
        self._tasks.add(request)
        request.add_done_callback(partial(self._accepted, due, talk))

    def _accepted(self, due: float, talk: Talk, request: asyncio.Future[int]) -> None:
        self._tasks.discard(request)
        if request.cancelled() or request.exception() is not None:
            self.tally.broken += 1
        elif request.result() == 200:
            self.tally.accepts.append(time.perf_counter() - due)
            return
        else:
            self.tally.refused += 1
        self._waiting.pop(talk.number, None)
        if not self._waiting:
            self._all_heard.set()

    def _heard(self, fields: dict[str, list[str]]) -> None:
        waiting = self._waiting.pop(f"+{fields['to'][0].removeprefix('+')}", None)
        if waiting is None:
            self.tally.unasked += 1
            return
        due, talk = waiting
        self.last_heard = time.perf_counter()
        self.tally.turns.append(time.perf_counter() - due)
        talk.step += 1
        if talk.step < len(talk.script.messages):
            self._ready.append(talk)
        else:
            self.tally.scripts[talk.script.name] += 1
            self.tally.tickets += talk.script.files
        if self._closed_loop:
            self._send(time.perf_counter())
        elif not self._waiting:
            self._all_heard.set()
