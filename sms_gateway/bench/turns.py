"""`recours bench turns`: whole turns against a running server.

Accept, understand, converse, commit, deliver to a sink.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click

from programmes.pack import load_programme
from programmes.registry.embedded import FileGenerations
from programmes.registry.generation import Generations
from programmes.registry.importing import Sources, import_registry
from programmes.synthetic import write_households
from sms_gateway.bench.offered import Offer, talks
from sms_gateway.bench.process import family_cpu_seconds, family_resident_mib, percentile, yardstick
from sms_gateway.bench.scripts import SCRIPTS
from sms_gateway.bench.server import free_port, served, worst_lag, write_config
from sms_gateway.bench.tally import Tally
from sms_gateway.registry_vault import vault_of
from storage.fields import Keys

MILLI = 1000


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: households in the registry, messages under way at once (a closed loop).

    Or messages a second, where `pace` is not 0 (an open loop).
    """

    households: int = 100_000
    seconds: float = 60.0
    active: int = 64
    pace: float = 0.0


@dataclass(frozen=True, slots=True)
class Measured:
    """What came out; times in seconds, memory in MiB."""

    tally: Tally
    seconds: float
    server_cpu: float
    memory_before: float
    memory_after: float
    kept: dict[str, int]
    yardstick: float
    lag: float


async def measure_turns(plan: Plan) -> Measured:
    """Set a service up in a folder of its own, talk to it, look at what it kept."""
    with tempfile.TemporaryDirectory(prefix="recours-bench-") as name:
        folder = Path(name)
        await asyncio.to_thread(prepare, folder, plan.households)
        port = free_port()
        offer = Offer(talks(plan.households, SCRIPTS), folder.name)
        sink, sink_port = await offer.listen()
        async with sink, served(write_config(folder, port, sink_port), port) as pid:
            await offer.connect(port)
            await worst_lag(port)
            before, cpu = family_resident_mib(pid), family_cpu_seconds(pid)
            seconds = await offer.run(plan.active, plan.pace, plan.seconds)
            used, after = family_cpu_seconds(pid) - cpu, family_resident_mib(pid)
            lag = await worst_lag(port)
            offer.close()
        kept = _kept(folder / "recours.db")
        return Measured(offer.tally, seconds, used, before, after, kept, yardstick(), lag)


def prepare(folder: Path, households: int, into: Generations | None = None) -> None:
    """Keys and a registry of invented households, in a bench's folder where it is not said where else."""
    keys = Keys.create(folder / "recours.keys")
    csv = folder / "csv"
    csv.mkdir()
    write_households(csv, households)
    with click.progressbar(length=1, label=f"Importing {households} households") as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        import_registry(
            into or FileGenerations(folder / "registry.db"),
            Sources.in_folder(csv),
            load_programme("ma_asd"),
            vault_of(keys),
            progress=progress,
        )


def _kept(database: Path) -> dict[str, int]:
    """What the store holds afterwards, counted from outside."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as store:
        count = {
            "messages in": "SELECT count(*) FROM mo",
            "turns done": "SELECT count(*) FROM mo WHERE state = 'done'",
            "messages out": "SELECT count(*) FROM mt",
            "tickets": "SELECT count(*) FROM tickets",
        }
        return {name: store.execute(query).fetchone()[0] for name, query in count.items()}


def report(plan: Plan, measured: Measured) -> str:
    """The table."""
    tally = measured.tally
    turns = len(tally.turns)
    rows = [
        ("households in the registry", f"{plan.households}"),
        ("messages under way at once", "as they come" if plan.pace else f"{plan.active}"),
        ("asked pace (messages/s)", f"{plan.pace:g}" if plan.pace else "as many as go"),
        ("messages sent", f"{tally.sent}"),
        ("turns answered", f"{turns}"),
        ("turns/s", f"{turns / measured.seconds:.0f}"),
        ("accept p50 / p99 (ms)", _milliseconds(tally.accepts)),
        ("whole turn p50 / p99 (ms)", _milliseconds(tally.turns)),
        ("server CPU a turn (ms)", f"{MILLI * measured.server_cpu / max(1, turns):.3f}"),
        ("event loop late at most (ms)", f"{MILLI * measured.lag:.1f}"),
        ("server memory before / after (MiB)", f"{measured.memory_before:.0f} / {measured.memory_after:.0f}"),
        ("this machine's yardstick (ms)", f"{MILLI * measured.yardstick:.1f}"),
        ("refused", f"{tally.refused}"),
        ("broken, not answered", f"{tally.broken}, {tally.unanswered}"),
        ("unasked or doubled", f"{tally.unasked}"),
        *((f"kept: {name}", f"{count}") for name, count in measured.kept.items()),
        ("tickets that should be kept", f"{tally.tickets}"),
    ]
    width = max(len(name) for name, _value in rows)
    return "\n".join(f"| {name:{width}} | {value:>20} |" for name, value in rows)


def _milliseconds(values: list[float]) -> str:
    return f"{MILLI * percentile(values, 0.5):.1f} / {MILLI * percentile(values, 0.99):.1f}"
