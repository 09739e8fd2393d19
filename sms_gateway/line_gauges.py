"""How links stand, as figures for Prometheus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Gauge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from storage.links import LinkFigures

_MEANINGS = {
    "up": "1 where the line was up when it was last used, 0 where it was down",
    "paused": "1 while an operator keeps the link from sending",
    "oldest_seconds": "When the oldest message that waits was written, in epoch seconds",
    "error_seconds": "When the line or the provider last answered amiss, in epoch seconds",
    "balance": "What is left on the account of the link's provider, in major units of its currency",
    "balance_seconds": "When the provider said so, in epoch seconds",
    "balance_below": "The link's balance_below: under this it is too low",
}


class LineGauges:
    """One gauge for each thing that is told of a link; what is not known of it is left out."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._gauges = {
            name: Gauge(
                f"recours_link_{name}",
                meaning,
                ["link", "currency"] if name == "balance" else ["link"],
                registry=registry,
            )
            for name, meaning in _MEANINGS.items()
        }

    def show(self, figures: Iterable[LinkFigures], below: Mapping[str, Decimal]) -> None:
        """Tell these in the place of what was told before."""
        for gauge in self._gauges.values():
            gauge.clear()
        for link, amount in below.items():
            self._set("balance_below", link, float(amount))
        for one in figures:
            self._show(one)

    def _show(self, figures: LinkFigures) -> None:
        link, balance = figures.link, figures.balance
        self._set("paused", link, bool(figures.paused_at))
        if figures.up is not None:
            self._set("up", link, figures.up)
        for name, at in (("oldest_seconds", figures.oldest_at), ("error_seconds", figures.error_at)):
            if at:
                self._set(name, link, at)
        if balance is not None:
            self._gauges["balance"].labels(link, balance.currency).set(float(balance.amount))
            self._set("balance_seconds", link, balance.at)

    def _set(self, name: str, link: str, value: float) -> None:
        self._gauges[name].labels(link).set(value)
