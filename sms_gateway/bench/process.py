"""What a process of ours used: CPU seconds and memory, read from /proc."""

from __future__ import annotations

import os
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
KIB = 1024


def cpu_seconds(pid: int) -> float:
    """User and system time of a process with all its threads, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_mib(pid: int) -> float:
    """Resident memory in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / KIB
    return 0.0


def yardstick() -> float:
    """Seconds that this machine takes now for a fixed piece of Python.

    Shared machines change from run to run.
    """
    best = float("inf")
    for _try in range(5):
        began = time.perf_counter()
        table = {number: str(number) for number in range(100_000)}
        sum(len(table[number]) for number in range(0, 100_000, 7))
        best = min(best, time.perf_counter() - began)
    return best


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of the values lie; 0 where there are none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def family(pid: int) -> list[int]:
    """A process and all that it started, and they in turn."""
    parents = {int(stat.parent.name): _parent(stat) for stat in Path("/proc").glob("[0-9]*/stat")}
    found = [pid]
    for known in found:  # it grows while it is walked
        found += [child for child, parent in parents.items() if parent == known]
    return found


def family_cpu_seconds(pid: int) -> float:
    """User and system time of a process and of all that it started and that still live."""
    return sum(cpu_seconds(one) for one in family(pid))


def family_resident_mib(pid: int) -> float:
    """Resident memory of a process and of all that it started."""
    return sum(resident_mib(one) for one in family(pid))


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rsplit(")", 1)[1].split()[1])
    except OSError:  # it has ended meanwhile
        return 0


def slope(points: list[tuple[float, float]]) -> float:
    """By how much y grows when x grows by one, by least squares; 0 for fewer than two points."""
    if len(points) < 2:
        return 0.0
    count = len(points)
    mean_x, mean_y = (sum(point[axis] for point in points) / count for axis in (0, 1))
    spread = sum((x - mean_x) ** 2 for x, _y in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0
