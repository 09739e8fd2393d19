"""Reads a programme's gazetteer (places.csv) and desks (offices.csv): see docs/directory.md."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from programmes.directory.desks import Desk, DeskKind, Directory, directory_of
from programmes.directory.hours import HoursError, read_hours
from programmes.directory.places import Gazetteer, Level, Place
from programmes.registry.csv_files import Columns, Row, examine, read_rows
from programmes.registry.values import RowError, read_choice, read_flag, read_text

PLACES, OFFICES = "places.csv", "offices.csv"
_PLACE_COLUMNS = Columns(("code", "level", "name_fr"), ("name_ar", "within", "people", "also"))
_DESK_COLUMNS = Columns(
    ("kind", "name_fr"),
    (
        *("name_ar", "name_ary_latn", "place", "level", "address_fr", "address_ar", "address_ary_latn"),
        *("hours", "phone", "scheme", "sample"),
    ),
)
_LONGEST_TEXT = 80
#: What an SMS can show without leaving GSM-7: the é è à ù ì ò É Ç of its alphabet, no other accents.
_GSM7 = re.compile(r"[ !\"#$%&'()*+,\-./0-9:;<=>?A-ZÉÇa-zéèàùìò{}]*")
_PHONE = re.compile(r"\+?[0-9]{2,15}", re.ASCII)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RefusedDesk:
    """A row that cannot be used: file, line and reason."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class DirectoryError(ValueError):
    """A directory's file has rows that cannot be used; none of it is taken."""

    def __init__(self, refused: list[RefusedDesk]) -> None:
        super().__init__("; ".join(map(str, refused[:3])))
        self.refused = refused


@cache
def load_directory(pack: str, offices: Path | None = None) -> Directory:
    """The directory of a pack, its own sample desks or those of `offices`; empty where the pack has none."""
    folder = Path(str(files("programmes") / "packs" / pack))
    gazetteer = read_places(folder / PLACES) if (folder / PLACES).is_file() else Gazetteer({})
    file = offices if offices is not None and offices.is_file() else folder / OFFICES
    return directory_of(gazetteer, read_offices(file, gazetteer) if file.is_file() else ())


def read_places(path: Path) -> Gazetteer:
    """The gazetteer in a file. Raises `DirectoryError`, and `RegistryFileError` for one that is no CSV."""
    found = _read(path, _PLACE_COLUMNS, _place)
    return Gazetteer({place.code: place for place in found})


def read_offices(path: Path, gazetteer: Gazetteer) -> list[Desk]:
    """The desks in a file, each row checked. Raises as `read_places` does."""
    return _read(path, _DESK_COLUMNS, lambda row: _desk(row, gazetteer))


def _read(path: Path, columns: Columns, read: Callable[[Row], T]) -> list[T]:
    refused: list[RefusedDesk] = []
    found = []

    def refuse(line: int, reason: str) -> None:
        refused.append(RefusedDesk(path.name, line, reason))

    for line, row in read_rows(examine(path), columns, refuse):
        try:
            found.append(read(row))
        except RowError as error:
            refuse(line, str(error))
        except HoursError as error:
            refuse(line, f"hours: {error}")
    if refused:
        raise DirectoryError(refused)
    return found


def _place(row: Row) -> Place:
    code, level, name_fr, name_ar, within, people, also = row
    others = tuple(name.strip() for name in also.split("|") if name.strip())
    names = {"fr": _needed("name_fr", name_fr), "ar": read_text("name_ar", name_ar) or name_fr.strip()}
    if not people.isdecimal() and people:
        raise RowError("people: a number is expected")
    return Place(
        _needed("code", code),
        Level(read_choice("level", level, Level)),
        names,
        within.strip(),
        int(people or 0),
        others,
    )


def _desk(row: Row, gazetteer: Gazetteer) -> Desk:
    kind, name_fr, name_ar, name_ary, place, level, *rest = row
    address_fr, address_ar, address_ary, hours, phone, scheme, sample = rest
    where = _where(place, gazetteer)
    names = {"fr": _needed("name_fr", name_fr), "ar": name_ar, "ary_Latn": name_ary}
    addresses = {"fr": address_fr, "ar": address_ar, "ary_Latn": address_ary}
    return Desk(
        kind=DeskKind(read_choice("kind", kind, DeskKind)),
        names=_texts("name", names),
        addresses=_texts("address", addresses),
        place=where,
        level=where.level if where else Level(read_choice("level", level or Level.COUNTRY, Level)),
        hours=read_hours(hours),
        phone=_phone(phone),
        scheme=read_text("scheme", scheme, 20),
        sample=read_flag("sample", sample),
    )


def _where(code: str, gazetteer: Gazetteer) -> Place | None:
    if not code.strip():
        return None
    place = gazetteer.places.get(code.strip())
    if place is None:
        raise RowError(f"place: unknown code; {PLACES} lists them")
    return place


def _texts(column: str, texts: dict[str, str]) -> dict[str, str]:
    for language, text in texts.items():
        name = f"{column}_{language}".casefold()
        read_text(name, text, _LONGEST_TEXT)
        if language != "ar" and not _GSM7.fullmatch(text):
            raise RowError(f"{name}: a letter that an SMS of 160 signs cannot show (ê â î ô û ç œ)")
    return {language: text.strip() for language, text in texts.items()}


def _phone(cell: str) -> str:
    phone = re.sub(r"[ .\-]", "", cell)
    if phone and not _PHONE.fullmatch(phone):
        raise RowError("phone: digits are expected, an international number with +")
    return phone


def _needed(column: str, cell: str) -> str:
    text = read_text(column, cell, _LONGEST_TEXT)
    if not text:
        raise RowError(f"{column}: empty")
    return text
