"""Runs every target, each in a process of its own; ends with how many cases each was given.

python -m tests.fuzz.every 20        seconds for each
"""

from __future__ import annotations

import re
import subprocess
import sys

from tests.fuzz.run import NAMES

_RUNS = re.compile(r"stat::number_of_executed_units:\s*(\d+)|(\d+) cases at random")


def run(name: str, seconds: str) -> tuple[bool, str]:
    """Whether nothing was found, and how many cases there were or what was found."""
    command = [sys.executable, "-m", "tests.fuzz.run", name, "--seconds", seconds]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=10 * float(seconds) + 600, check=False
    )
    said = done.stdout + done.stderr
    counted = _RUNS.search(said)
    if done.returncode or counted is None:
        return False, said[-3000:]
    return True, counted[1] or counted[2]


def main(seconds: str) -> int:
    """0 where nothing was found."""
    fine = True
    for name in NAMES:
        good, told = run(name, seconds)
        fine &= good
        sys.stdout.write(f"{name:16} {told}\n")
        sys.stdout.flush()
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
