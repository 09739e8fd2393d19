"""Lives of the service, each forked from one process that has every module loaded: a start is a fifth of the work.

What was loaded is all that a life is given; environment, loop, threads, connections and files are its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launcher.py")


class Life:
    """A process of the service, in the words of asyncio's own processes."""

    def __init__(self, pid: int, ended: asyncio.Future[int]) -> None:
        self.pid = pid
        self._ended = ended

    @property
    def returncode(self) -> int | None:
        return self._ended.result() if self._ended.done() else None

    async def wait(self) -> int:
        return await asyncio.shield(self._ended)

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)


class Nursery:
    """Begins one life at a time; it is started with the first."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def begin(self, point: str, nth: int, *arguments: str) -> Life:
        """A life that ends at the `nth` call of a point of the launcher's, or never."""
        if self._process is None:
            # One thread alone may fork: NumPy's would stay behind.
            one_thread = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
            self._process = subprocess.Popen(
                [sys.executable, str(LAUNCHER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env=one_thread,
            )
        print(json.dumps([dict(os.environ), point, nth, *arguments]), file=self._process.stdin, flush=True)
        pid = self._number()
        return Life(pid, asyncio.ensure_future(asyncio.to_thread(self._number)))

    def _number(self) -> int:
        """What the launcher says next: a life's pid, then how it ended."""
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """Begin no more."""
        if self._process is not None:
            self._process.communicate()
            self._process = None


NURSERY = Nursery()
