"""Indicators as files: CSV and XLSX, the same rows, with what was asked for on top."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

import xlsxwriter

from console.figure_words import named, written
from console.figures import Cell, Kind
from console.indicators import TILES, Indicators
from console.marks import _
from console.words import Words

Line = tuple[str, str, str, Cell | str]

#: Spreadsheets take a cell that begins so for a formula (CWE-1236).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BOM = "\ufeff"  # tells spreadsheets that the file is UTF-8
_NUMBERS = {Kind.COUNT: "#,##0", Kind.SHARE: "0%", Kind.DAYS: "0.0", Kind.RATE: "0.0", Kind.SCORE: "0.0"}

_HEAD = (_("Figure"), _("Group"), _("Measure"), _("Value"))


def lines(words: Words, found: Indicators, asked: dict[str, str]) -> Iterator[Line]:
    """Head, what was asked for, then one line a value."""
    yield tuple(words.gettext(name) for name in _HEAD)  # type: ignore[misc]  # four of them
    for name, value in asked.items():
        yield words.gettext(_("Filter")), name, "", value
    for name, title in TILES.items():
        yield words.gettext(_("All")), "", words.gettext(title), found.tiles[name]
    for figure in found.figures:
        for row in figure.rows:
            for column, cell in zip(figure.columns, row.cells, strict=True):
                yield words.gettext(figure.title), named(words, figure, row.key), words.gettext(column), cell


def as_csv(words: Words, rows: Iterator[Line]) -> bytes:
    """RFC 4180 in UTF-8; numbers with a point, shares from 0 to 1, what is hidden in words."""
    text = StringIO()
    writer = csv.writer(text)
    for *labels, value in rows:
        writer.writerow([harmless(label) for label in labels] + [_plain(words, value)])
    return (_BOM + text.getvalue()).encode()


def as_xlsx(words: Words, rows: Iterator[Line]) -> bytes:
    """One sheet, numbers as numbers; no text is taken for a formula or a link."""
    held = BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        formats = {kind: book.add_format({"num_format": form}) for kind, form in _NUMBERS.items()}
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet()
        sheet.set_column(0, 2, 32)
        if words.direction == "rtl":
            sheet.right_to_left()
        for number, (*labels, value) in enumerate(rows):
            for column, label in enumerate(labels):
                sheet.write_string(number, column, label, None if number else bold)
            if isinstance(value, Cell) and value.value is not None and not value.hidden:
                sheet.write_number(number, 3, value.value, formats[value.kind])
            else:
                sheet.write_string(number, 3, _text(words, value), None if number else bold)
    return held.getvalue()


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(words: Words, value: Cell | str) -> str:
    if isinstance(value, Cell) and value.value is not None and not value.hidden:
        return f"{value.value:.4f}".rstrip("0").rstrip(".")
    return harmless(_text(words, value))


def _text(words: Words, value: Cell | str) -> str:
    return written(words, value) if isinstance(value, Cell) else value
