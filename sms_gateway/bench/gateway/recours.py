"""Recours under test: its gateway's half over SMPP, out from the outbox, in to the inbox."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import orjson

from sms_gateway.bench.gateway.flow import Flow, Window
from sms_gateway.bench.gateway.plan import Plan
from sms_gateway.bench.gateway.smsc import Smsc
from sms_gateway.bench.process import cpu_seconds, resident_mib
from storage.fields import Keys

NAME = "Recours"
CONFIG = """\
[service]
data_folder = "{folder}"
log_level = "error"
"""
LINK = """
[links.operator{number}]
kind = "smpp"
number = "5757"
host = "127.0.0.1"
port = {port}
system_id = "bench"
password = "bench"
pace = 1000000
in_flight = {window}
window = {window}
receipts = "none"
"""
_MOST_OUTPUT = 256 << 20


async def measure(plan: Plan) -> list[Flow]:
    """Out, then in, each for `plan.seconds`."""
    smsc = Smsc()
    server, port = await smsc.listen()
    with tempfile.TemporaryDirectory(prefix="recours-bench-") as name:
        folder = Path(name)
        async with server, _half(folder, port, plan.window) as process:
            await smsc.wait_bound(1)
            out = await _out(smsc, process, plan)
            into = await _into(smsc, process, plan)
            smsc.hang_up()
        into.doubled += max(0, _kept(folder) - into.done - into.lost)
        into.lost += max(0, into.done - _kept(folder))
    return [out, into]


async def idle_share(links: int, seconds: float) -> float:
    """The share of a core that so many bound links without traffic use."""
    smsc = Smsc()
    server, port = await smsc.listen()
    with tempfile.TemporaryDirectory(prefix="recours-bench-") as name:
        async with server, _half(Path(name), port, window=10, links=links) as process:
            await smsc.wait_bound(links)
            await asyncio.sleep(1)
            before = cpu_seconds(process.pid)
            await asyncio.sleep(seconds)
            used = cpu_seconds(process.pid) - before
            smsc.hang_up()
    return used / seconds


@asynccontextmanager
async def _half(
    folder: Path, port: int, window: int, links: int = 1
) -> AsyncIterator[asyncio.subprocess.Process]:
    Keys.create(folder / "recours.keys")
    config = folder / "recours.toml"
    blocks = (LINK.format(number=number, port=port, window=window) for number in range(links))
    config.write_text(CONFIG.format(folder=folder) + "".join(blocks))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "sms_gateway.bench.gateway.half", str(config)),
        stdin=pipe,
        stdout=pipe,
        limit=_MOST_OUTPUT,
    )
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def _out(smsc: Smsc, process: asyncio.subprocess.Process, plan: Plan) -> Flow:
    assert process.stdin is not None
    assert process.stdout is not None
    seen: Counter[int] = Counter()
    smsc.on_submit = lambda number: seen.update((number,))
    before = cpu_seconds(process.pid)
    process.stdin.write(f"{plan.seconds} {plan.active} {plan.mt_pace}\n".encode())
    flow = Flow(**orjson.loads(await process.stdout.readline()))
    flow.cpu, flow.memory = cpu_seconds(process.pid) - before, resident_mib(process.pid)
    flow.lost += max(0, flow.done - len(seen))
    flow.doubled += sum(seen.values()) - len(seen)
    return flow


async def _into(smsc: Smsc, process: asyncio.subprocess.Process, plan: Plan) -> Flow:
    window = Window(smsc.deliver, plan.active, plan.mo_pace)
    smsc.on_answer = lambda sequence, status: None if status else window.arrived(sequence)
    before = cpu_seconds(process.pid)
    flow = await window.run("MO", plan.seconds)
    flow.cpu, flow.memory = cpu_seconds(process.pid) - before, resident_mib(process.pid)
    return flow


def _kept(folder: Path) -> int:
    with sqlite3.connect(f"file:{folder / 'recours.db'}?mode=ro", uri=True) as store:
        return int(store.execute("SELECT count(*) FROM mo").fetchone()[0])
