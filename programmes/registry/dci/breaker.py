"""A circuit breaker: after failures in a row nothing is asked for a while, then one question tries again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class Breaker:
    """Open after `failures` in a row for `rest_seconds`; `clock` gives monotonic seconds."""

    failures: int
    rest_seconds: float
    clock: Callable[[], float]
    _failed: int = 0
    _opened_at: float = 0.0
    _trying: bool = False

    def lets_through(self) -> bool:
        """Whether to ask now; of those that come after the rest, only the first may."""
        if self._failed < self.failures:
            return True
        if self._trying or self.clock() - self._opened_at < self.rest_seconds:
            return False
        self._trying = True
        return True

    def succeeded(self) -> None:
        """The registry answered."""
        self._failed, self._trying = 0, False

    def unknown(self) -> None:
        """The question was dropped before an answer: nothing was learnt, and another may try."""
        self._trying = False

    def failed(self) -> None:
        """The registry did not answer, or nothing that can be used."""
        self._failed += 1
        self._trying = False
        if self._failed >= self.failures:
            self._opened_at = self.clock()
