"""The desks that a person can be sent to, and which of them is the nearest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice

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


#: A kind, and a place's code or a level.
_Where = tuple[DeskKind, str]


@dataclass(frozen=True, slots=True)
class Directory:
    """A programme's desks and the gazetteer that they stand in; pure look-up, no I/O.

    `desks` are found by where they stand or by the level of units that have one, `inside` by every unit that
    surrounds their place.
    """

    gazetteer: Gazetteer
    desks: Mapping[_Where, tuple[Desk, ...]]
    inside: Mapping[_Where, tuple[Desk, ...]] = field(default_factory=dict)

    def desks_of(self, kind: DeskKind, code: str, most: int = 2) -> tuple[Desk, ...]:
        """The nearest desks of a kind, by the units of the country (docs/adr/0013).

        Of the place itself, else of its neighbours in the next larger unit, the largest first, and so on
        outwards; at each step a desk that stands there comes before one that every such unit has. At last,
        and for an unknown or empty code, the country's desks.
        """
        for place in self.gazetteer.chain(code):
            if found := self._at(kind, place):
                return found[:most]
        return self.desks.get((kind, Level.COUNTRY), ())[:most]

    def _at(self, kind: DeskKind, place: Place) -> tuple[Desk, ...]:
        where = (kind, place.code)
        each = self.desks.get((kind, place.level), ())
        own = self.desks.get(where) or self.inside.get(where)
        return own or tuple(replace(desk, place=place) for desk in each)


def directory_of(gazetteer: Gazetteer, desks: Iterable[Desk]) -> Directory:
    """The directory of these desks."""
    found: dict[_Where, list[Desk]] = {}
    inside: dict[_Where, list[Desk]] = {}
    for desk in desks:
        found.setdefault((desk.kind, desk.place.code if desk.place else desk.level), []).append(desk)
        for unit in _around(gazetteer, desk):
            inside.setdefault((desk.kind, unit.code), []).append(desk)
    return Directory(
        gazetteer,
        {where: tuple(stand) for where, stand in found.items()},
        {where: tuple(sorted(stand, key=_largest_first)) for where, stand in inside.items()},
    )


def _around(gazetteer: Gazetteer, desk: Desk) -> Iterator[Place]:
    """The units around the place where a desk stands."""
    return islice(gazetteer.chain(desk.place.code if desk.place else ""), 1, None)


def _largest_first(desk: Desk) -> int:
    """Most ways lead to the largest town; desks of one place stay in the order of their file."""
    return -desk.place.people if desk.place else 0
