"""Figures in an officer's language: what groups are called, how values are written."""

from __future__ import annotations

from console.charts import Bar, bars
from console.figures import SMALL, Cell, Figure, Kind
from console.marks import _
from console.words import Words

_FEWER = _("fewer than {count}")
_NONE = "–"
_NOWHERE = _("no region")
_LESS = _("less than {days} days")
_MORE = _("60 days and more")
_POINTS = {
    "5": _("5, very well"),
    "4": _("4, well"),
    "3": _("3, so-so"),
    "2": _("2, badly"),
    "1": _("1, very badly"),
}


def written(words: Words, cell: Cell) -> str:
    """A cell as an officer reads it."""
    if cell.value is None:
        return _NONE
    if cell.hidden:
        few = cell.kind is Kind.COUNT
        return words.gettext(_FEWER).format(count=words.number(SMALL)) if few and cell.value < SMALL else "·"
    if cell.kind is Kind.SHARE:
        return words.percent(cell.value)
    return words.number(int(cell.value)) if cell.kind is Kind.COUNT else words.decimal(cell.value)


def named(words: Words, figure: Figure, key: str) -> str:
    """What a group of a figure is called."""
    match figure.labels:
        case "region":
            return key or words.gettext(_NOWHERE)
        case "month":
            return words.month(key)
        case "age":
            return (
                words.gettext(_LESS).format(days=words.number(int(key)))
                if key.isdecimal()
                else words.gettext(_MORE)
            )
        case "score":
            return words.gettext(_POINTS[key])
        case "" | "refusal":
            return key
    return words.label(figure.labels, key)


def pictured(words: Words, figure: Figure) -> list[Bar]:
    """The figure's picture; what is hidden has no length."""
    return bars(
        [
            (
                named(words, figure, row.key),
                None if row.cells[figure.shown].hidden else row.cells[figure.shown].value,
                written(words, row.cells[figure.shown]),
            )
            for row in figure.rows
        ]
    )
