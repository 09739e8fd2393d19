"""Many phones at once against a running service.

Each sends its next message when the last one was answered.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from sms_gateway.bench.scripts import Script, script_of
from sms_gateway.bench.wire import Connection, Sink, connect

ANSWER_SECONDS = 60.0


@dataclass(slots=True)
class Tally:
    """What was sent and what came back; times in seconds."""

    sent: int = 0
    refused: int = 0
    lost: int = 0
    unasked: int = 0
    accepts: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
    scripts: Counter[str] = field(default_factory=Counter)
    tickets: int = 0


class Phones:
    """`active` phones at a time over a few connections; `target` is the link's MO address with its secret."""

    def __init__(self, target: str, numbers: Iterator[str], pace: float = 0.0) -> None:
        self.tally = Tally()
        self._target = target
        self._numbers = numbers
        self._pace = pace
        self._waiting: dict[str, tuple[float, asyncio.Future[None]]] = {}
        self._connections: list[Connection] = []
        self._count = 0
        self._began = 0.0
        self._slot = 0

    async def listen(self, port: int = 0) -> tuple[asyncio.Server, int]:
        """Open the sink that stands for smsbox; returns it and its port."""
        server = await asyncio.get_running_loop().create_server(
            lambda: Sink(self._answered), "127.0.0.1", port
        )
        return server, server.sockets[0].getsockname()[1]

    async def run(
        self, host: str, ports: Sequence[int], active: int, seconds: float, connections: int = 8
    ) -> Tally:
        """Talk for `seconds` to the service's ports in turn, then wait for the answers still due."""
        self._connections = [await connect(host, ports[at % len(ports)]) for at in range(connections)]
        self._began = time.perf_counter()
        end = self._began + seconds
        async with asyncio.TaskGroup() as group:
            for lane in range(active):
                group.create_task(self._lane(lane, end))
        await asyncio.sleep(0.5)  # a doubled answer would come now
        for connection in self._connections:
            connection.close()
        return self.tally

    async def _lane(self, lane: int, end: float) -> None:
        """One phone after the other."""
        while time.perf_counter() < end:
            number = next(self._numbers, None)
            if number is None:
                return
            self._count += 1
            await self._converse(lane, number, self._count, script_of(self._count))

    async def _converse(self, lane: int, number: str, count: int, script: Script) -> None:
        for step, message in enumerate(script.messages):
            due = await self._keep_pace()
            if not await self._turn(lane, number, f"{count}-{step}", message, due):
                return
        self.tally.scripts[script.name] += 1
        self.tally.tickets += script.files

    async def _keep_pace(self) -> float:
        """Wait for this message's place in the pace; gives the moment that its times are counted from.

        With a pace the n-th message is due n/pace seconds after the start: a stall of the server then shows
        in the times of all that were due meanwhile, whether or not they could be sent.
        """
        if not self._pace:
            return time.perf_counter()
        due = self._began + self._slot / self._pace
        self._slot += 1
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        return due

    async def _turn(self, lane: int, number: str, message_id: str, text: str, began: float) -> bool:
        answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[number] = (began, answered)
        self.tally.sent += 1
        connection = self._connections[lane % len(self._connections)]
        status = await connection.get(
            f"{self._target}&from={quote(number)}&id={message_id}&text={quote(text)}"
        )
        self.tally.accepts.append(time.perf_counter() - began)
        if status != 200:
            self.tally.refused += 1
            self._waiting.pop(number, None)
            return False
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await answered
        except TimeoutError:
            self.tally.lost += 1
            return False
        return True

    def _answered(self, fields: dict[str, list[str]]) -> None:
        number = fields["to"][0]
        waiting = self._waiting.pop(number if number.startswith("+") else f"+{number}", None)
        if waiting is None:
            self.tally.unasked += 1
            return
        began, answered = waiting
        self.tally.turns.append(time.perf_counter() - began)
        if not answered.done():
            answered.set_result(None)
