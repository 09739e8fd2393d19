"""`recours bench import --beside`: a full import as an operator runs it, while a service goes on answering.

The import is a process of its own (`recours registry import`), and replaces the registry that the service and
a look-up every few milliseconds read meanwhile.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from programmes.registry.embedded.registry import LOOK_AGAIN_SECONDS, EmbeddedRegistry
from programmes.synthetic import phone_of, write_households
from sms_gateway.bench.kept import Kept
from sms_gateway.bench.offered import Offer, talks
from sms_gateway.bench.payday import config_of
from sms_gateway.bench.server import free_port, served
from sms_gateway.bench.tables import milliseconds, table
from sms_gateway.bench.watch import Used, watched
from sms_gateway.registry_vault import vault_of
from storage.fields import Keys

LOOK_UP_EVERY = 0.005
#: More than an import may take: the traffic ends with it.
LONGEST_SECONDS = 7200.0
CALM_SECONDS = 10.0


@dataclass(slots=True)
class Imported:
    """What came out; times in seconds. What is `calm` was before the import, the other beside it."""

    households: int
    rate: float
    seconds: float = 0.0
    used: Used = field(default_factory=Used)
    code: int | None = None
    calm: list[float] = field(default_factory=list)
    calm_look_ups: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
    look_ups: list[float] = field(default_factory=list)
    unanswered: int = 0
    generations: tuple[int, int] = (0, 0)


def written(folder: Path, households: int) -> Path:
    """The three CSV files, written once."""
    place = folder / f"csv-{households}"
    if not place.exists():
        unfinished = folder / f"csv-{households}.new"
        write_households(unfinished, households)
        unfinished.rename(place)
    return place


async def measure_beside(kept: Kept, csv: Path, rate: float) -> Imported:
    """Import `csv` while `rate` turns a second go on."""
    found = Imported(kept.households, rate)
    with tempfile.TemporaryDirectory(prefix="run-", dir=kept.keys.parent) as name:
        folder, port = Path(name), free_port()
        os.link(kept.registry, folder / "registry.db")  # the import puts another file in its place
        own = Kept(kept.keys, folder / "registry.db", kept.households, None)
        offer = Offer(talks(kept.households), folder.name)
        sink, sink_port = await offer.listen()
        config = config_of(folder, port, sink_port, own)
        looked = EmbeddedRegistry(own.registry, vault_of(Keys.load(own.keys)))
        async with sink, served(config, port):
            await offer.connect(port)
            async with _beside(offer, rate, looked, own.households, found.calm_look_ups):
                await asyncio.sleep(CALM_SECONDS)
            found.calm, offer.tally.turns = offer.tally.turns, []
            async with _beside(offer, rate, looked, own.households, found.look_ups):
                await _import(config, csv, looked, found)
            found.turns, found.unanswered = offer.tally.turns, offer.tally.unanswered
            offer.close()
        looked.close()
    return found


async def _import(config: Path, csv: Path, looked: EmbeddedRegistry, found: Imported) -> None:
    before, began = looked.generation, time.perf_counter()
    command = (sys.executable, "-m", "sms_gateway", "registry", "import", str(csv), "--config", str(config))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    async with watched(process.pid) as found.used:
        found.code = await process.wait()
    found.seconds = time.perf_counter() - began
    await asyncio.sleep(2 * LOOK_AGAIN_SECONDS)
    found.generations = before, looked.generation


@asynccontextmanager
async def _beside(
    offer: Offer, rate: float, looked: EmbeddedRegistry, households: int, times: list[float]
) -> AsyncIterator[None]:
    """Turns at their own pace, and a look-up of any household now and then, as long as the body takes."""
    tasks = [
        asyncio.create_task(offer.open_loop(rate, LONGEST_SECONDS)),
        asyncio.create_task(_look_up(looked, households, times)),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await offer.drain(CALM_SECONDS)


async def _look_up(looked: EmbeddedRegistry, households: int, times: list[float]) -> None:
    while True:
        phone = phone_of(random.randrange(households))  # noqa: S311 - any household will do
        began = time.perf_counter()
        await looked.cases_of_phone(phone)
        times.append(time.perf_counter() - began)
        await asyncio.sleep(LOOK_UP_EVERY)


def report(found: Imported) -> str:
    """The table."""
    cpu = found.used.cpu
    return table(
        [
            ("import beside traffic", "before", "during"),
            ("households", "", f"{found.households}"),
            ("import took (s)", "", f"{found.seconds:.1f}"),
            ("import's CPU (s)", "", f"{cpu:.1f}"),
            ("CPU a household (us)", "", f"{cpu / found.households * 1e6:.0f}"),
            ("import's memory, most (MiB)", "", f"{found.used.most:.0f}"),
            ("its slope (MiB/min)", "", f"{found.used.growth:+.1f}"),
            ("generation, and exit code", f"{found.generations[0]}", f"{found.generations[1]}, {found.code}"),
            ("offered (turns/s)", f"{found.rate:g}", f"{found.rate:g}"),
            (
                "turn p50 / p99 (ms)",
                milliseconds(found.calm, 0.5, 0.99),
                milliseconds(found.turns, 0.5, 0.99),
            ),
            ("turns answered, not answered", f"{len(found.calm)}", f"{len(found.turns)}, {found.unanswered}"),
            (
                "look-up p50 / p99 (ms)",
                milliseconds(found.calm_look_ups, 0.5, 0.99),
                milliseconds(found.look_ups, 0.5, 0.99),
            ),
        ]
    )
