"""`recours bench payday`: a whole country asks within an hour, and a service answers, on this one machine."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sms_gateway.bench.kept import Kept
from sms_gateway.bench.offered import Offer, talks
from sms_gateway.bench.process import yardstick
from sms_gateway.bench.server import free_port, served, worst_lag, write_config
from sms_gateway.bench.tally import Tally
from sms_gateway.bench.watch import Used, watched

STORAGE = """
[storage]
registry = "{registry}"
keys = "{keys}"
"""
START_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Messages a second (0: a closed loop), for how long, and how long is waited for the last answers.

    `under_way` counts for the closed loop: so many messages wait for their answer at any time.
    """

    rate: float = 1083.0
    seconds: float = 600.0
    drain: float = 30.0
    under_way: int = 64


@dataclass(frozen=True, slots=True)
class Paid:
    """What came out; `seconds` are from the first message to the last answer.

    `kept` are figures of the store, counted from outside once the service has ended.
    """

    plan: Plan
    tally: Tally
    seconds: float
    used: Used
    own_cpu: float
    kept: dict[str, int]
    yardstick: float
    lag: float


async def measure_payday(plan: Plan, kept: Kept) -> Paid:
    """Serve a store of its own beside `kept`, offer it the messages of `plan`, count what it kept."""
    with tempfile.TemporaryDirectory(prefix="run-", dir=kept.keys.parent) as name:
        folder, port = Path(name), free_port()
        database = folder / "recours.db"
        if kept.history is not None:
            _copy(kept.history, database)
        last = last_ids(database)
        offer = Offer(talks(kept.households), folder.name)
        sink, sink_port = await offer.listen()
        async with sink, served(config_of(folder, port, sink_port, kept), port, START_SECONDS) as pid:
            await offer.connect(port)
            await worst_lag(port)
            async with watched(pid, database) as used:
                own = time.process_time()
                seconds = await offer.run(plan.under_way, plan.rate, plan.seconds, plan.drain)
                own = time.process_time() - own
            lag = await worst_lag(port)
            offer.close()
        figures = counted(database, last)
        return Paid(plan, offer.tally, seconds, used, own, figures, yardstick(), lag)


def _copy(history: Path, database: Path) -> None:
    """A copy that is on the disk: else the service's first fsync waits for gigabytes that are not its own."""
    shutil.copyfile(history, database)
    with database.open("rb") as copied:
        os.fsync(copied.fileno())


def config_of(folder: Path, port: int, sink: int, kept: Kept) -> Path:
    """The settings of a service whose registry and keys are the kept ones."""
    config = write_config(folder, port, sink)
    config.write_text(config.read_text() + STORAGE.format(registry=kept.registry, keys=kept.keys))
    return config


def last_ids(database: Path) -> tuple[int, int]:
    """The newest ids of messages in and out; zeros where there is no store yet."""
    if not database.exists():
        return 0, 0
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as store:
        newest = "SELECT coalesce((SELECT max(id) FROM mo), 0), coalesce((SELECT max(id) FROM mt), 0)"
        mo, mt = store.execute(newest).fetchone()
        return mo, mt


def counted(database: Path, last: tuple[int, int]) -> dict[str, int]:
    """What came to the store behind those ids."""
    queries = {
        "kept": "SELECT count(*) FROM mo WHERE id > :mo AND kind = 'sms'",
        "done": "SELECT count(*) FROM mo WHERE id > :mo AND kind = 'sms' AND state = 'done'",
        "failed": "SELECT count(*) FROM mo WHERE id > :mo AND state = 'failed'",
        "answers": "SELECT count(*) FROM mt WHERE id > :mt",
        "doubled": "SELECT count(*) - count(DISTINCT mo_id) FROM mt WHERE id > :mt AND mo_id IS NOT NULL",
        "tickets": "SELECT count(*) FROM tickets",
    }
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as store:
        values = dict(zip(("mo", "mt"), last, strict=True))
        return {name: store.execute(query, values).fetchone()[0] for name, query in queries.items()}
