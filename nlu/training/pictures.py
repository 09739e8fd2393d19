"""The pictures of the report, as SVG written by hand: no library for two drawings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape

_CELL, _MARGIN, _TOP = 22, 150, 140
_WIDTH, _HEIGHT, _EDGE = 640, 400, 60
_COLOURS = ("#1b6ca8", "#c0392b", "#2e8b57", "#8e6bbf", "#b8860b", "#555555", "#d2691e")

Point = tuple[float, float]


def confusion(pairs: Iterable[tuple[str, str]]) -> str:
    """A matrix: a row for what was meant, a column for what it was taken for, darker the more of its row."""
    counts = Counter(pairs)
    names = sorted({meant for meant, _ in counts} | {taken for _, taken in counts})
    totals = Counter[str]()
    for (meant, _), count in counts.items():
        totals[meant] += count
    cells = [
        _cell(
            column,
            row,
            counts[meant, taken] / totals[meant],
            f"{meant}, taken for {taken}: {counts[meant, taken]}",
        )
        for row, meant in enumerate(names)
        for column, taken in enumerate(names)
        if counts[meant, taken]
    ]
    labels = [_label(name, at) for at, name in enumerate(names)]
    size = _CELL * len(names)
    return _svg(_MARGIN + size + 10, _TOP + size + 10, [*labels, *cells])


def _cell(column: int, row: int, share: float, told: str) -> str:
    right = column == row
    colour, strength = ("#1b6ca8", share) if right else ("#c0392b", min(1.0, share * 5))
    x, y, side = _MARGIN + column * _CELL, _TOP + row * _CELL, _CELL - 1
    return (
        f'<rect x="{x}" y="{y}" width="{side}" height="{side}" fill="{colour}" fill-opacity="{strength:.2f}">'
        f"<title>{escape(told)}</title></rect>"
    )


def _label(name: str, at: int) -> str:
    middle = at * _CELL + _CELL * 0.7
    return (
        f'<text x="{_MARGIN - 6}" y="{_TOP + middle:.0f}" text-anchor="end">{escape(name)}</text>'
        f'<text transform="translate({_MARGIN + middle:.0f},{_TOP - 6}) rotate(-60)">{escape(name)}</text>'
    )


def curves(lines: Mapping[str, Sequence[Point]]) -> str:
    """Accuracy (upwards, .5 to 1) over coverage (to the right, 0 to 1), a line for each name."""
    parts = [_axis(at / 10) for at in range(11)] + [_level(at / 20) for at in range(10, 21)]
    for number, (name, points) in enumerate(lines.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        path = " ".join(f"{_x(coverage):.1f},{_y(accuracy):.1f}" for coverage, accuracy in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(
            f'<text x="{_EDGE + 12}" y="{_HEIGHT - 80 - 16 * number}" fill="{colour}">{escape(name)}</text>'
        )
    return _svg(_WIDTH, _HEIGHT, parts)


def _axis(share: float) -> str:
    return f'<text x="{_x(share):.0f}" y="{_HEIGHT - _EDGE + 18}" text-anchor="middle">{share:.0%}</text>'


def _level(share: float) -> str:
    y = _y(share)
    line = f'<line x1="{_EDGE}" x2="{_WIDTH - 20}" y1="{y:.0f}" y2="{y:.0f}" stroke="#dddddd"/>'
    return f'{line}<text x="{_EDGE - 6}" y="{y + 4:.0f}" text-anchor="end">{share:.0%}</text>'


def _x(coverage: float) -> float:
    return _EDGE + coverage * (_WIDTH - _EDGE - 20)


def _y(accuracy: float) -> float:
    return 20 + (1 - max(0.5, accuracy)) * 2 * (_HEIGHT - _EDGE - 20)


def _svg(width: int, height: int, parts: Sequence[str]) -> str:
    box = f'viewBox="0 0 {width} {height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box} font-family="sans-serif" font-size="11">'
    ground = f'<rect width="{width}" height="{height}" fill="white"/>'
    return "\n".join([head, ground, *parts, "</svg>"]) + "\n"
