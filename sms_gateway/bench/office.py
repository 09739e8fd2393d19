"""An office of a bench in a process of its own: browsers do not run in phones, nor hold up who times them.

It is told on its standard input, a line each: how (JSON), then `work`, `rest` and at last `leave`; it answers
each on its standard output, the last with what its officers saw.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from sms_gateway.bench.office_files import Staff
from sms_gateway.bench.officer_at_work import OfficerAtWork, Seen

if TYPE_CHECKING:
    from asyncio.subprocess import Process

#: What the officers saw in a long bench is a long line.
LONGEST_LINE = 64 << 20


@dataclass(frozen=True, slots=True)
class Hired:
    """Who works, where, with how many seconds between two pages."""

    address: str
    staff: Staff
    think: float


class Office:
    """The office as its bench holds it."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """All officers work while the context lasts; then they rest, signed in, with no page open."""
        await self.told("work")
        yield
        await self.told("rest")

    async def leave(self) -> Seen:
        """Close all browsers; what the officers saw."""
        return msgspec.json.decode(await self.told("leave"), type=Seen)

    async def told(self, order: str) -> bytes:
        """Tell it, and hear that it is done. Raises `RuntimeError` where the office is no more."""
        into, out = self._process.stdin, self._process.stdout
        assert into is not None
        assert out is not None
        into.write(f"{order}\n".encode())
        await into.drain()
        said = await out.readline()
        if not said:
            raise RuntimeError("the office ended")
        return said


@asynccontextmanager
async def opened_office(hired: Hired) -> AsyncIterator[Office]:
    """An office whose officers have signed in, one after the other as their passwords are checked."""
    command = [sys.executable, "-m", "sms_gateway.bench.office"]
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, limit=LONGEST_LINE)
    office = Office(process)
    try:
        await office.told(msgspec.json.encode(hired).decode())
        yield office
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def run() -> None:
    """Be the office."""
    hired, seen = msgspec.json.decode(await _order(), type=Hired), Seen()
    working: list[asyncio.Task[None]] = []
    async with AsyncExitStack() as stack:
        officers = [
            OfficerAtWork(hired.address, login, hired.staff, seen, hired.think)
            for login in hired.staff.logins
        ]
        for officer in officers:
            stack.push_async_callback(officer.leave)
            await officer.sign_in()
        _say("signed in")
        while (order := await _order()) != "leave":
            if order == "work":
                working = [asyncio.create_task(officer.work()) for officer in officers]
            else:
                await _rest(officers, working)
            _say(order)
        await _rest(officers, working)
    _say(msgspec.json.encode(seen).decode())


async def _rest(officers: list[OfficerAtWork], working: list[asyncio.Task[None]]) -> None:
    for one in working:
        one.cancel()
    await asyncio.gather(*working, return_exceptions=True)
    await asyncio.gather(*(officer.hang_up() for officer in officers))


async def _order() -> str:
    return (await asyncio.to_thread(sys.stdin.readline)).rstrip("\n") or "leave"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(run())
