"""`recours bench processes`: whole turns by one, two and four processes on one PostgreSQL, in one table."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg

from programmes.registry.postgres import TableGenerations
from sms_gateway.bench.offered import Offer, talks
from sms_gateway.bench.process import cpu_seconds, family
from sms_gateway.bench.scripts import SCRIPTS
from sms_gateway.bench.server import free_port, served, write_config
from sms_gateway.bench.tables import MILLI, milliseconds, table
from sms_gateway.bench.tally import Tally
from sms_gateway.bench.turns import prepare

#: Only a database that says that it is a bench's is emptied.
SUFFIX = "bench"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: the database, how many processes, households, seconds each, phones at once."""

    url: str
    processes: tuple[int, ...] = (1, 2, 4)
    households: int = 20_000
    seconds: float = 30.0
    active: int = 64


@dataclass(frozen=True, slots=True)
class Round:
    """One round; times in seconds. `machine` is the part of all cores that was busy."""

    processes: int
    tally: Tally
    seconds: float
    own_cpu: float
    database_cpu: float
    machine: float
    done: int


async def measure_processes(plan: Plan) -> list[Round]:
    """A round for each number of processes, each on an emptied database. Raises `ValueError`."""
    with tempfile.TemporaryDirectory(prefix="recours-bench-") as name:
        folder = Path(name)
        await asyncio.to_thread(empty, plan.url)  # refused where it is no bench's
        await asyncio.to_thread(prepare, folder, plan.households, TableGenerations(plan.url))
        return [await _round(plan, folder, number) for number in plan.processes]


async def _round(plan: Plan, folder: Path, number: int) -> Round:
    empty(plan.url)
    offer = Offer(talks(plan.households, SCRIPTS), f"{folder.name}-{number}")
    sink, sink_port = await offer.listen()
    ports = [free_port() for _ in range(number)]
    environment = {"RECOURS_STORAGE__URL": plan.url}
    async with sink, AsyncExitStack() as stack:
        pids = []
        for port in ports:
            config = write_config(folder, port, sink_port)
            pids.append(await stack.enter_async_context(served(config, port, environment=environment)))
        server = _postmaster(plan.url)
        await offer.connect(*ports)
        before = _cpu(pids), _cpu(family(server)), _busy()
        seconds = await offer.run(plan.active, 0.0, plan.seconds)
        own, database = _cpu(pids) - before[0], _cpu(family(server)) - before[1]
        busy, total = (now - then for now, then in zip(_busy(), before[2], strict=True))
        offer.close()
        return Round(number, offer.tally, seconds, own, database, busy / total, _done(plan.url))


def empty(url: str) -> None:
    """Forget what the store holds. Raises `ValueError` where the name does not end in `bench`."""
    with psycopg.connect(url, autocommit=True) as server:
        if not server.info.dbname.endswith(SUFFIX):
            raise ValueError(f"the database is emptied: give one whose name ends in {SUFFIX}")
        server.execute("DROP SCHEMA public CASCADE")
        server.execute("CREATE SCHEMA public")


def _done(url: str) -> int:
    with psycopg.connect(url) as server:
        row = server.execute("SELECT count(*) FROM mo WHERE state = 'done'").fetchone()
        return int(row[0]) if row else 0


def _postmaster(url: str) -> int:
    """The server's first process: the parent of the one that serves us. On another machine, nobody."""
    with psycopg.connect(url) as server:
        stat = Path(f"/proc/{server.info.backend_pid}/stat")
        return int(stat.read_text().rsplit(")", 1)[1].split()[1]) if stat.exists() else os.getpid()


def _cpu(pids: Sequence[int]) -> float:
    return sum(cpu_seconds(pid) for pid in pids if Path(f"/proc/{pid}").exists())


def _busy() -> tuple[float, float]:
    """Ticks of all cores: at work, and in all."""
    ticks = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return sum(ticks) - ticks[3] - ticks[4], float(sum(ticks))


def report(rounds: Sequence[Round]) -> str:
    """The table: a column for each number of processes."""
    return table(
        [
            ("", *(f"{one.processes} process{'es' * (one.processes > 1)}" for one in rounds)),
            ("turns/s", *(f"{len(one.tally.turns) / one.seconds:.0f}" for one in rounds)),
            ("whole turn p50 / p99 (ms)", *(milliseconds(one.tally.turns, 0.5, 0.99) for one in rounds)),
            ("our CPU a turn (ms)", *(_each(one, one.own_cpu) for one in rounds)),
            ("PostgreSQL's CPU a turn (ms)", *(_each(one, one.database_cpu) for one in rounds)),
            ("the machine's cores busy (%)", *(f"{100 * one.machine:.0f}" for one in rounds)),
            ("refused", *(f"{one.tally.refused}" for one in rounds)),
            ("not answered", *(f"{one.tally.unanswered}" for one in rounds)),
            ("unasked or doubled", *(f"{one.tally.unasked}" for one in rounds)),
            ("sent / turns done", *(f"{one.tally.sent} / {one.done}" for one in rounds)),
        ]
    )


def _each(one: Round, seconds: float) -> str:
    return f"{MILLI * seconds / max(1, len(one.tally.turns)):.3f}"
