"""The gazetteer of a programme: regions, provinces, communes and arrondissements with their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What a place is, the smallest first."""

    ARRONDISSEMENT = "arrondissement"
    COMMUNE = "commune"
    PROVINCE = "province"
    REGION = "region"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of the country; `names` by language, `also` other names, `within` the next larger one's code."""

    code: str
    level: Level
    names: Mapping[str, str]
    within: str = ""
    people: int = 0
    also: tuple[str, ...] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every name that people may give it."""
        return (*self.names.values(), *self.also)

    def name(self, language: str) -> str:
        """Its name as people of `language` write it: Arabic letters for Arabic, else Latin ones."""
        return self.names["ar" if language == "ar" else "fr"]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The places by their codes."""

    places: Mapping[str, Place]

    def chain(self, code: str) -> Iterator[Place]:
        """A place and those around it, the smallest first; nothing for an unknown code."""
        while place := self.places.get(code):
            yield place
            code = place.within

    def province(self, code: str) -> Place | None:
        """The province (or else the region) that tells two places of one name apart."""
        larger = [place for place in self.chain(code) if place.level in {Level.PROVINCE, Level.REGION}]
        return larger[0] if larger else None

    def alone(self, codes: tuple[str, ...]) -> tuple[Place, ...]:
        """The places of these codes, without those that only surround another one of them."""
        around = {place.code for code in codes for place in self.chain(code) if place.code != code}
        return tuple(self.places[code] for code in codes if code in self.places and code not in around)
