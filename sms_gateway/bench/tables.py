"""Tables as the benches print them, and as docs/benchmarks shows them."""

from __future__ import annotations

from collections.abc import Sequence

from sms_gateway.bench.process import percentile

MILLI = 1000


def table(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first row is its head, the first column its names."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [_line(row, widths) for row in rows]
    return "\n".join((lines[0], f"|{'|'.join('-' * (width + 2) for width in widths)}|", *lines[1:]))


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.ljust(width) if not at else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return f"| {' | '.join(cells)} |"


def milliseconds(seconds: list[float], *shares: float) -> str:
    """Percentiles of times, such as `12.1 / 48.0`."""
    return " / ".join(f"{MILLI * percentile(seconds, share):.1f}" for share in shares)
