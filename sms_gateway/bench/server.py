"""A service of its own for a bench.

Its folder, its keys, a registry of invented households, one Kannel link to a sink.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

SECRET = "bench-secret"  # noqa: S105 - of a service that lives for one bench
#: A service's own figure for the longest time that its event loop was held.
WORST_LAG = "recours_loop_lag_worst_seconds"
RECOURS = (sys.executable, "-m", "sms_gateway")
#: Where the bench's Kannel link takes messages.
TARGET = f"/links/kannel/mo?secret={SECRET}&to=555"
CONFIG = """\
[service]
host = "127.0.0.1"
port = {port}
data_folder = "{folder}"
log_level = "warning"
metrics_token = "{secret}"

[links.kannel]
kind = "kannel"
number = "555"
secret = "{secret}"
sendsms_url = "http://127.0.0.1:{sink}/cgi-bin/sendsms"
username = "bench"
password = "bench"
pace = 100000
in_flight = 64
"""


async def worst_lag(port: int) -> float:
    """How late the service's event loop was at most since this was last asked, in seconds."""
    headers = {"Authorization": f"Bearer {SECRET}"}
    async with (
        aiohttp.ClientSession(headers=headers) as client,
        client.get(f"http://127.0.0.1:{port}/metrics") as answer,
    ):
        lines = (await answer.text()).splitlines()
    _name, _space, value = next(line for line in lines if line.startswith(WORST_LAG)).partition(" ")
    return float(value)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write_config(folder: Path, port: int, sink: int) -> Path:
    """The settings of the bench's service."""
    file = folder / "recours.toml"
    file.write_text(CONFIG.format(port=port, folder=folder, secret=SECRET, sink=sink))
    return file


@asynccontextmanager
async def served(
    config: Path,
    port: int,
    within: float = 60.0,
    environment: Mapping[str, str] | None = None,
    program: Sequence[str] = RECOURS,
) -> AsyncIterator[int]:
    """Start `recours serve` in a process of its own and wait until it is ready; gives its process id."""
    command = [*program, "serve", "--config", str(config), "--port", str(port)]
    process = await asyncio.create_subprocess_exec(*command, env={**os.environ, **(environment or {})})
    try:
        await _ready(process, port, within)
        yield process.pid
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _ready(process: asyncio.subprocess.Process, port: int, within: float) -> None:
    end = time.monotonic() + within
    async with aiohttp.ClientSession() as client:
        while True:
            try:
                async with client.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                pass
            if process.returncode is not None:
                raise RuntimeError(f"the service ended before it was ready ({process.returncode})")
            if time.monotonic() > end:
                raise TimeoutError(f"the service was not ready within {within:.0f} s")
            await asyncio.sleep(0.05)
