"""A figure of the dashboard: a table whose cells know what they are, and hide what could reveal a person.

A group of fewer than five tickets in a region, a language or a motive may be one household that its
neighbours know, and a report travels further than the console. Such a group reads "fewer than 5" and all that
is derived from it is hidden. Where one group alone would be hidden, the total minus the others would tell it:
the next smallest is hidden too. None at all is shown: it is about nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

SMALL = 5


class Kind(StrEnum):
    """What a cell's value is."""

    COUNT = "count"
    SHARE = "share"
    DAYS = "days"
    RATE = "rate"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value; None where there is none. `hidden` where it could reveal a person."""

    value: float | None
    kind: Kind = Kind.COUNT
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A group (its key named by the label kind of its figure) and its cells, the first its size."""

    key: str
    cells: tuple[Cell, ...]

    @property
    def size(self) -> float:
        """How many tickets the group has."""
        return self.cells[0].value or 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture and its table. `labels` names the keys of its rows, `shown` the column pictured."""

    key: str
    title: str
    labels: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    shown: int = 0


def sheltered(figure: Figure) -> Figure:
    """The figure with what could reveal a person hidden."""
    small = {row.key for row in figure.rows if 0 < row.size < SMALL}
    rest = sorted((row for row in figure.rows if row.size >= SMALL), key=lambda row: row.size)
    if len(small) == 1 and rest:
        small.add(rest[0].key)
    return replace(
        figure, rows=tuple(_hidden(row) if row.key in small else _tidy(row) for row in figure.rows)
    )


def sheltered_cells(cells: Mapping[str, Cell], size: int) -> Mapping[str, Cell]:
    """Figures of a whole: hidden where the whole is small."""
    small = 0 < size < SMALL
    return {name: replace(cell, hidden=small or _few(cell)) for name, cell in cells.items()}


def _hidden(row: Row) -> Row:
    return replace(row, cells=tuple(replace(cell, hidden=True) for cell in row.cells))


def _tidy(row: Row) -> Row:
    """Of a group that is large enough, small counts of something done or decided are hidden all the same."""
    return replace(row, cells=tuple(replace(cell, hidden=_few(cell)) for cell in row.cells))


def _few(cell: Cell) -> bool:
    return cell.kind is Kind.COUNT and cell.value is not None and 0 < cell.value < SMALL


def median(values: Sequence[float]) -> float | None:
    """The middle value; None of nothing."""
    return percentile(values, 0.5)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that `share` of all do not exceed (nearest rank); None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * int(share * 100) // 100))
    return ordered[rank - 1]
