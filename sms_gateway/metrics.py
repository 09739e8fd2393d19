"""What an operator watches: counters of a message's steps, how long they take, what waits. For Prometheus.

No label ever holds a number, a word of a message or a case: links, states, tiers and intents only.
"""

from __future__ import annotations

from collections import Counter as Counts
from functools import cache
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from sms_gateway.line_gauges import LineGauges
from sms_gateway.loop_lag import LoopLag
from storage.records import MtState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from decimal import Decimal

    from storage.links import LinkFigures
    from storage.records import SendResult

#: A person notices half a second; a provider of USSD hangs up after 15.
TURN_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)


class Metrics:
    """The figures of one process, since its start. Every method is cheap enough for each message."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self._lines = LineGauges(registry)
        self.loop_lag = LoopLag(registry)
        self._came: Counts[str] = Counts()
        self._went: Counts[str] = Counts()
        self._received = _counter(
            "recours_messages_received",
            "Messages from phones: kept before they were acknowledged, copies of one kept, or refused",
            ["link", "result"],
            registry,
        )
        self._odd = _counter(
            "recours_odd_senders",
            "Messages kept whose sender is a name, a short code, implausible, or of another country",
            ["link", "kind"],
            registry,
        )
        self._turns = _counter(
            "recours_turns", "Turns committed, by what was understood", ["tier", "intent"], registry
        )
        self._turn_seconds = Histogram(
            "recours_turn_seconds",
            "From a message's claim to the end of its turn",
            buckets=TURN_BUCKETS,
            registry=registry,
        )
        self._failures = Counter(
            "recours_turn_failures", "Turns that failed, and were tried again or given up", registry=registry
        )
        self._sends = _counter(
            "recours_sends",
            "What became of a message handed to a provider",
            ["link", "state"],
            registry,
        )
        self._waiting = Gauge(
            "recours_waiting",
            "What waits in the store: messages (mo), messages out by link and state (mt), open tickets",
            ["what"],
            registry=registry,
        )

        self._thinkers = Gauge(
            "recours_thinkers", "Processes that take messages to understand and answer", registry=registry
        )

    def count_thinkers(self, ready: Callable[[], int]) -> None:
        """Ask this how many processes take messages, each time when the figures are asked for."""
        self._thinkers.set_function(ready)

    def received(self, link: str, result: str) -> None:
        """A message came: `kept`, `copy` or `refused`."""
        self._received(link, result).inc()
        if result == "kept":
            self._came[link] += 1

    def odd_sender(self, link: str, kind: str) -> None:
        """A message was kept whose sender may be forged."""
        self._odd(link, kind).inc()

    def turned(self, tier: str, intent: str) -> None:
        """A turn was committed."""
        self._turns(tier, intent).inc()

    def took(self, seconds: float) -> None:
        """A message had its turn, so long after its claim."""
        self._turn_seconds.observe(seconds)

    def failed(self) -> None:
        """A turn failed."""
        self._failures.inc()

    def sent(self, link: str, results: Iterable[SendResult]) -> None:
        """Messages were handed to a provider, or could not be."""
        for result in results:
            self._sends(link, result.state.value).inc()
            self._went[link] += result.state is MtState.SENT

    def take_traffic(self) -> dict[str, tuple[int, int]]:
        """How many messages each link took and sent since this was last asked."""
        traffic = {link: (self._came[link], self._went[link]) for link in {*self._came, *self._went}}
        self._came.clear()
        self._went.clear()
        return traffic

    def exposition(
        self,
        waiting: Mapping[str, int],
        figures: Iterable[LinkFigures] = (),
        below: Mapping[str, Decimal] | None = None,
    ) -> bytes:
        """All figures as text for Prometheus, with what waits and how links stand, as the store tells it."""
        self._lines.show(figures, below or {})
        self.loop_lag.show()
        self._waiting.clear()
        for what, number in waiting.items():
            self._waiting.labels(what).set(number)
        return generate_latest(self._registry)

    def names(self) -> set[str]:
        """The figures that there are, without Prometheus' endings."""
        return {family.name for family in self._registry.collect()}


def _counter(name: str, what: str, labels: list[str], registry: CollectorRegistry) -> Callable[..., Counter]:
    """The parts of a counter, by their labels; to find one in prometheus_client takes a lock each time."""
    return cache(Counter(name, what, labels, registry=registry).labels)
