"""What a server's processes use while it is measured: CPU, memory each second, disk."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sms_gateway.bench.process import family_cpu_seconds, family_resident_mib, slope

EVERY_SECONDS = 1.0
#: What a service fills once (caches, pools, what it knows of the phones of the last two minutes) is no slope:
#: so much of the time counts as its warming up.
WARMING = 0.5


@dataclass(slots=True)
class Used:
    """`cpu` in seconds, `memory` as (seconds since the start, MiB), `disk` in bytes."""

    cpu: float = 0.0
    disk: int = 0
    memory: list[tuple[float, float]] = field(default_factory=list)

    @property
    def most(self) -> float:
        """The most memory, in MiB."""
        return max((mib for _at, mib in self.memory), default=0.0)

    @property
    def growth(self) -> float:
        """MiB a minute, once warm."""
        end = self.memory[-1][0] if self.memory else 0.0
        return 60 * slope([(at, mib) for at, mib in self.memory if at >= WARMING * end])


@asynccontextmanager
async def watched(pid: int, database: Path | None = None) -> AsyncIterator[Used]:
    """Watch a process with its children, and how a database and its WAL grow, while the context lasts."""
    used, began = Used(), time.perf_counter()
    cpu, disk = family_cpu_seconds(pid), _bytes(database)
    sampling = asyncio.create_task(_sample(pid, used, began, cpu))
    try:
        yield used
    finally:
        sampling.cancel()
        used.disk = _bytes(database) - disk
        with suppress(OSError):  # of a process that has ended, the last sample counts
            used.cpu = family_cpu_seconds(pid) - cpu


async def _sample(pid: int, used: Used, began: float, cpu: float) -> None:
    with suppress(OSError):
        while True:
            used.cpu = family_cpu_seconds(pid) - cpu
            memory = family_resident_mib(pid)
            used.memory.append((time.perf_counter() - began, memory))
            await asyncio.sleep(EVERY_SECONDS)


def _bytes(database: Path | None) -> int:
    if database is None:
        return 0
    files = (database, database.with_name(f"{database.name}-wal"))
    return sum(file.stat().st_size for file in files if file.exists())
