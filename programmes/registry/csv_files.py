"""CSV files as ministries export them: UTF-8 or a Windows code page, commas or semicolons, any order."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

#: Three or more letters beyond ASCII in a row: common in Arabic, unknown in French.
_ARABIC_RUN = re.compile(rb"[\x81\x8d-\x90\x98\x9a\x9f\xaa\xc0-\xff]{3,}")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_BLOCK = 1 << 20
ENCODINGS = ("utf-8", "cp1252", "cp1256")


class RegistryFileError(ValueError):
    """A whole file cannot be read: its message names the file."""

    def __init__(self, file: str, trouble: str) -> None:
        super().__init__(f"{file}: {trouble}")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a file must and may have, and the prefix of further ones that it may have."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    prefix: str | None = None


@dataclass(frozen=True, slots=True)
class CsvFile:
    """An opened file's form: how to decode and split it, and how many lines it has."""

    path: Path
    encoding: str
    lines: int

    @property
    def name(self) -> str:
        """The name that reports say; never the whole path."""
        return self.path.name


def examine(path: Path, encoding: str | None = None) -> CsvFile:
    """Read a file once through: count its lines and find its encoding where none is given."""
    try:
        lines, is_utf8, sample = _scan(path)
    except OSError as error:
        raise RegistryFileError(path.name, f"cannot be read ({type(error).__name__})") from error
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise RegistryFileError(path.name, "is UTF-16: save it as UTF-8")
    if encoding is None:
        encoding = "utf-8-sig" if is_utf8 else _code_page(sample)
    elif encoding.lower().replace("_", "-") in {"utf-8", "utf8"}:
        encoding = "utf-8-sig"
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise RegistryFileError(path.name, f"unknown encoding; known are {', '.join(ENCODINGS)}") from None
    return CsvFile(path, encoding, lines)


def _scan(path: Path) -> tuple[int, bool, bytes]:
    """The number of lines, whether all is UTF-8, and a block or two of bytes with letters beyond ASCII."""
    lines, is_utf8, sample = 0, True, b""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            lines += block.count(b"\n")
            if is_utf8:
                is_utf8 = _decodes(decoder, block)
            if len(sample) < _BLOCK and not block.isascii():
                sample += block
    return lines, is_utf8 and _decodes(decoder, b"", final=True), sample


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _code_page(sample: bytes) -> str:
    in_runs = sum(map(len, _ARABIC_RUN.findall(sample)))
    return "cp1256" if 2 * in_runs > len(_BEYOND_ASCII.findall(sample)) else "cp1252"


Row = tuple[str, ...]
#: Called with the line and the reason of a row that cannot even be split.
Refuse = Callable[[int, str], None]


def read_rows(file: CsvFile, columns: Columns, refuse: Refuse) -> Iterator[tuple[int, Row]]:
    """The rows with their line, cells in the order of `columns` (required, optional), absent ones empty.

    With a prefix, cells of prefixed columns follow as one text each, `name=value`. Raises RegistryFileError
    for a header that is wrong.
    """
    try:
        with file.path.open(encoding=file.encoding, errors="strict", newline="") as text:
            header = text.readline()
            delimiter = max(",;\t", key=header.count)
            names = [name.strip().casefold() for name in next(csv.reader([header], delimiter=delimiter), [])]
            pick, extra = _pick(file.name, names, columns)
            yield from _split(csv.reader(text, delimiter=delimiter), len(names), pick, extra, refuse)
    except UnicodeDecodeError as error:
        raise RegistryFileError(file.name, f"is not {file.encoding} throughout: give its encoding") from error


def _split(
    reader: Iterator[list[str]],
    width: int,
    pick: Callable[[list[str]], Row],
    extra: list[tuple[str, int]],
    refuse: Refuse,
) -> Iterator[tuple[int, Row]]:
    while True:
        line = reader.line_num + 2  # type: ignore[attr-defined]  # behind the header; csv readers have it
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            refuse(line, "the line cannot be split into cells (an open quote?)")
            continue
        if len(row) == width:
            row.append("")  # what an absent column is read from
            yield line, pick(row) + tuple(f"{name}={row[i]}" for name, i in extra) if extra else pick(row)
        elif row:
            refuse(line, f"{len(row)} cells where the header has {width}")


def _pick(
    file: str, names: list[str], columns: Columns
) -> tuple[Callable[[list[str]], Row], list[tuple[str, int]]]:
    wanted = (*columns.required, *columns.optional)
    for name in columns.required:
        if name not in names:
            raise RegistryFileError(file, f"the column {name} is missing")
    extra = []
    for index, name in enumerate(names):
        if names.index(name) != index:
            raise RegistryFileError(file, f"column {index + 1} has the name of another one")
        if columns.prefix and name.startswith(columns.prefix) and name not in wanted:
            extra.append((name.removeprefix(columns.prefix), index))
        elif name not in wanted:
            raise RegistryFileError(file, f"column {index + 1} is not known; known are {', '.join(wanted)}")
    return itemgetter(*(names.index(name) if name in names else -1 for name in wanted)), extra
