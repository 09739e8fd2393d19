"""What `recours bench officers` prints: rounds, whether the office shows in the phones' p95, its pages."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from sms_gateway.bench.officers import Measured, Round
from sms_gateway.bench.process import percentile
from sms_gateway.bench.tables import MILLI, milliseconds, table

_PERCENTILES = (0.5, 0.95, 0.99)


def report(measured: Measured) -> str:
    """The phones' rounds, what they come to, and what the officers waited for."""
    return "\n\n".join((_of_phones(measured), verdict(measured.alone, measured.beside), _of_pages(measured)))


def verdict(alone: list[Round], beside: list[Round]) -> str:
    """The p95 in the middle of the rounds, and whether they differ by more than rounds alone do."""
    quiet, busy = ([MILLI * percentile(one.turns, 0.95) for one in rounds] for rounds in (alone, beside))
    moved, spread = median(busy) - median(quiet), max(quiet) - min(quiet)
    said = "more than" if abs(moved) > spread else "no more than"
    return (
        f"p95 alone {_range(quiet)}, beside the office {_range(busy)}: "
        f"moved by {moved:+.1f} ms, {said} rounds alone differ ({spread:.1f} ms)"
    )


def _range(values: list[float]) -> str:
    return f"{median(values):.1f} ms ({min(values):.1f} to {max(values):.1f})"


def _of_phones(measured: Measured) -> str:
    head = (
        f"turns, {measured.plan.rate:g} a second",
        "p50 / p95 / p99 (ms)",
        "loop late at most (ms)",
        "not answered",
        "CPU (% of a core)",
    )
    return table([head, *(_row(name, one) for name, one in _in_time(measured))])


def _in_time(measured: Measured) -> Iterator[tuple[str, Round]]:
    beside = f"beside {measured.plan.officers} officers"
    for number, (quiet, busy) in enumerate(zip(measured.alone, measured.beside, strict=True), 1):
        yield f"{number} alone", quiet
        yield f"{number} {beside}", busy


def _row(name: str, one: Round) -> tuple[str, ...]:
    waited = milliseconds(one.turns, *_PERCENTILES)
    return name, waited, f"{MILLI * one.lag:.1f}", f"{one.missing}", f"{one.cpu:.0%}"


def _of_pages(measured: Measured) -> str:
    seen = measured.seen
    head = (f"pages, {measured.plan.tickets} open tickets", "number", "p50 / p95 (ms)")
    pages = (
        (kind, f"{len(spent)}", milliseconds(spent, 0.5, 0.95)) for kind, spent in sorted(seen.pages.items())
    )
    counts = {"replies": seen.replies, "lines held": seen.lines, "told something": seen.news}
    errors = {f"error: {what}": number for what, number in seen.errors.items()} or {"errors": 0}
    return table([head, *pages, *((name, f"{number}", "") for name, number in (counts | errors).items())])
