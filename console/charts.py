"""Pictures of figures: horizontal bars, drawn by templates/chart.html with classes alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its share of the picture's width (0 to 1), what is written beside it."""

    label: str
    share: float
    value: str = ""


def bars(rows: list[tuple[str, float | None, str]]) -> list[Bar]:
    """Bars of label, value and written value, the longest as wide as the picture; hidden values have none."""
    longest = max((value for _label, value, _written in rows if value), default=0.0)
    return [
        Bar(label, (value or 0.0) / longest if longest else 0.0, written) for label, value, written in rows
    ]
