"""How late the event loop is, as figures for Prometheus: whatever holds it shows here."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from prometheus_client import Gauge, Histogram

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

_BUCKETS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
#: How often the event loop is asked whether it is on time: of what holds it, at most so much goes unseen.
_EVERY_SECONDS = 0.02


class LoopLag:
    """How late, in seconds: each time it is asked, and at most since the figures were last shown."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._late = Histogram(
            "recours_loop_lag_seconds", "How late the event loop was", buckets=_BUCKETS, registry=registry
        )
        self._worst = Gauge(
            "recours_loop_lag_worst_seconds",
            "How late the event loop was at most since this was last asked",
            registry=registry,
        )
        self._worst_seen = 0.0

    def show(self) -> None:
        """Put the worst into its figure, and begin anew."""
        self._worst.set(self._worst_seen)
        self._worst_seen = 0.0

    async def watch(self) -> None:
        """Measure until cancelled."""
        while True:
            due = time.monotonic() + _EVERY_SECONDS
            await asyncio.sleep(_EVERY_SECONDS)
            late = max(0.0, time.monotonic() - due)
            self._late.observe(late)
            self._worst_seen = max(self._worst_seen, late)
