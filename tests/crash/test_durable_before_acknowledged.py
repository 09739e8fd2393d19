"""A kill cannot tell a commit in the page cache from one on the disk; the system calls can."""

from __future__ import annotations

import asyncio
import re
import signal
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from tests.crash.service import mortal
from tests.peers.needs import need

pytestmark = [pytest.mark.crash, pytest.mark.peer]

TRACED = "trace=fdatasync,fsync,read,recvfrom,write,sendto,writev,sendmsg"


def acknowledgements(trace: str) -> list[bool]:
    """For each message taken in, whether the WAL was synced between its request and its 200."""
    found, synced, waiting = [], False, False
    for line in trace.splitlines():
        if "GET /links/kannel/mo" in line:
            waiting, synced = True, False
        elif waiting and re.search(
            r"f(data)?sync\(.*-wal>\)? *(=|<unfinished|\.\.\.)|f(data)?sync resumed", line
        ):
            synced = True
        elif waiting and "HTTP/1.1 200" in line:
            found.append(synced)
            waiting = False
    return found


@asynccontextmanager
async def traced(pid: int, trace: Path):
    """Trace the system calls of a running process."""
    [strace] = need("strace")
    tracer = await asyncio.create_subprocess_exec(
        strace,
        "-f",
        "-y",
        "-s",
        "64",
        "-e",
        TRACED,
        "-o",
        str(trace),
        "-p",
        str(pid),
        stderr=asyncio.subprocess.PIPE,
    )
    await tracer.stderr.readline()  # "Process ... attached"
    yield
    tracer.send_signal(signal.SIGINT)
    await tracer.communicate()


async def test_the_disk_has_a_message_before_the_provider_hears_so(tmp_path):
    trace = tmp_path / "trace.txt"
    async with mortal(tmp_path, datetime.now(UTC).date()) as service:
        await service.start()
        async with traced(service.process.pid, trace), aiohttp.ClientSession() as client:
            for number in range(5):
                fields = {"from": "+212600000101", "id": f"m{number}", "text": "menu"}
                async with client.get(service.target, params=fields) as answer:
                    assert answer.status == 200
                await asyncio.sleep(0.3)
    assert acknowledgements(trace.read_text(errors="replace")) == [True] * 5


def test_the_reading_of_a_trace_sees_a_missing_sync():
    taken = '7 read(9<socket:[1]>, "GET /links/kannel/mo?secret"..., 65536) = 300'
    synced = "8 fdatasync(5</x/recours.db-wal>) = 0"
    answered = '7 write(9<socket:[1]>, "HTTP/1.1 200 OK"..., 150) = 150'
    assert acknowledgements(f"{taken}\n{synced}\n{answered}") == [True]
    assert acknowledgements(f"{synced}\n{taken}\n{answered}") == [False]
