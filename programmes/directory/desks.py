"""The desks that a person can be sent to, and which of them is the nearest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from programmes.directory.hours import Hours
from programmes.directory.places import Gazetteer, Level, Place


class DeskKind(StrEnum):
    """What a person goes there for."""

    OFFICE = "office"
    PAYMENT = "payment"
    CIVIL_STATUS = "civil_status"
    HEALTH_COVER = "health_cover"
    SCHOOL = "school"
    SOCIAL_WORKER = "social_worker"
    PROTECTION = "protection"
    INSURANCE = "insurance"


@dataclass(frozen=True, slots=True)
class Desk:
    """One desk. `names` and `addresses` by language (`fr`, `ar`, `ary_Latn`), `hours` None where not known.

    `place` is where it stands; a desk of each unit of a `level` (each commune has its civil status) carries
    the unit that was asked for. `scheme` names an insurance (`AMO`, `CNSS`). `sample` marks what nobody has
    confirmed: say so wherever it is shown.
    """

    kind: DeskKind
    names: Mapping[str, str]
    addresses: Mapping[str, str]
    place: Place | None
    level: Level
    hours: Hours | None = None
    phone: str = ""
    scheme: str = ""
    sample: bool = True

    def name(self, language: str) -> str:
        """What it is called, its place filled in."""
        return self._in(self.names, language)

    def address(self, language: str) -> str:
        """Where it is, in words; "" where that is not known."""
        return self._in(self.addresses, language)

    def _in(self, texts: Mapping[str, str], language: str) -> str:
        text = texts.get(language) or texts.get("fr", "")
        return text.replace("{place}", self.place.name(language) if self.place else "")


@dataclass(frozen=True, slots=True)
class Directory:
    """A programme's desks and the gazetteer that they stand in; pure look-up, no I/O."""

    gazetteer: Gazetteer
    desks: Mapping[tuple[DeskKind, str], tuple[Desk, ...]]

    def desks_of(self, kind: DeskKind, code: str, most: int = 2) -> tuple[Desk, ...]:
        """The nearest desks of a kind: of the place itself, else of the units around it, else the country's.

        At each step a desk that stands there comes before one that every such unit has. An unknown or empty
        code leads to the country's desks.
        """
        for place in self.gazetteer.chain(code):
            if found := self._at(kind, place):
                return found[:most]
        return self.desks.get((kind, Level.COUNTRY), ())[:most]

    def _at(self, kind: DeskKind, place: Place) -> tuple[Desk, ...]:
        own = self.desks.get((kind, place.code), ())
        each = self.desks.get((kind, place.level), ()) if not own else ()
        return own or tuple(replace(desk, place=place) for desk in each)


def directory_of(gazetteer: Gazetteer, desks: Iterable[Desk]) -> Directory:
    """The directory of these desks, found by where they stand, or by the level of units that have one."""
    found: dict[tuple[DeskKind, str], tuple[Desk, ...]] = {}
    for desk in desks:
        key = (desk.kind, desk.place.code if desk.place else desk.level)
        found[key] = (*found.get(key, ()), desk)
    return Directory(gazetteer, found)
