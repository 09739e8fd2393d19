"""The instructions of a turn, HTTP both ways: `python -m tests.figures.instructions [TURNS]`; needs valgrind.

Valgrind counts what the served process runs, all threads, without the kernel: the same on any machine and under
any load, where times are not. It is some fifty times slower, so the timers are slowed with it: a group of the
writer's then holds a message of each phone, about as many as at 700 turns a second.
"""

import asyncio
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import aiohttp

from sms_gateway.bench.offered import Offer, talks
from sms_gateway.bench.scripts import SCRIPTS
from sms_gateway.bench.server import free_port, served, write_config
from sms_gateway.bench.turns import prepare
from sms_gateway.cli import program
from storage.sqlite import writer

TURNS, TO_WARM_UP, PHONES, HOUSEHOLDS = 540, 200, 24, 3000
READY_SECONDS = 1500
#: How long a group gathers; what waits for the clock is slowed less, and what watches the loop more.
GATHER_SECONDS, SLOWER, WATCH_SLOWER, IS_WATCH = 2.0, 20, 500, 0.1


class Counted(Offer):
    """Phones that send so many messages in all, the next when the last was answered."""

    left = 0

    async def connect(self, *ports):
        """A connection a phone: what rests for two minutes is closed."""
        await super().connect(*ports)
        while len(self._connections) > PHONES:
            self._connections.pop().close()

    def _send(self, due):
        if self.left > 0:
            self.left -= 1
            super()._send(due)

    async def turns(self, count):
        self.left, self.tally.turns = count, []
        await self.closed_loop(PHONES, 0)
        self._closed_loop = True
        while len(self.tally.turns) < count:
            assert not self.tally.refused + self.tally.broken
            await asyncio.sleep(0.2)


async def count(turns):
    with tempfile.TemporaryDirectory(prefix="recours-figures-") as name:
        folder, port, out = Path(name), free_port(), Path(name, "callgrind.out")
        await asyncio.to_thread(prepare, folder, HOUSEHOLDS)
        offer = Counted(talks(HOUSEHOLDS, SCRIPTS), "counted")
        sink, sink_port = await offer.listen()
        valgrind = (
            "valgrind",
            "--quiet",
            "--tool=callgrind",
            "--instr-atstart=no",
            f"--callgrind-out-file={out}",
        )
        command = (*valgrind, sys.executable, "-m", "tests.figures.instructions")
        config = write_config(folder, port, sink_port)
        async with sink, served(config, port, READY_SECONDS, {"PYTHONHASHSEED": "0"}, command) as pid:
            await offer.connect(port)
            await offer.turns(TO_WARM_UP)
            instrument(pid, "on")
            await offer.turns(turns)
            instrument(pid, "off")
            offer.close()
        # What it counted is written when it ends.
        return int(re.search(r"^totals: (\d+)", out.read_text(), re.MULTILINE)[1]) / turns


def instrument(pid, how):
    subprocess.run(["callgrind_control", "-i", how, str(pid)], check=True, capture_output=True)


def serve():
    """`recours serve` as valgrind sees it: every timer slower."""
    sleep, timeout, patience = asyncio.sleep, asyncio.timeout, aiohttp.ClientTimeout

    async def slow_sleep(seconds, result=None):
        return await sleep(seconds * (WATCH_SLOWER if seconds < IS_WATCH else SLOWER), result)

    asyncio.sleep = slow_sleep
    asyncio.timeout = lambda seconds: timeout(None if seconds is None else seconds * SLOWER)
    aiohttp.ClientTimeout = lambda **seconds: patience(
        **{one: each * SLOWER for one, each in seconds.items()}
    )
    writer.GATHER_SECONDS, writer.GROUP_SECONDS = GATHER_SECONDS, GATHER_SECONDS
    program()


if __name__ == "__main__":
    if "serve" in sys.argv:
        serve()
    else:
        wanted = int(sys.argv[1]) if len(sys.argv) > 1 else TURNS
        print(f"{asyncio.run(count(wanted)) / 1e6:.2f} million instructions a turn")  # noqa: T201
