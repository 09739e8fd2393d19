"""Who can be sent where: the programme's directory, and the names that people give to places.

Loaded at the first question, on a thread: a service that is never asked keeps the memory.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import structlog

from nlu.places import PlaceNames
from programmes.directory.desks import Desk, DeskKind, Directory
from programmes.directory.files import DirectoryError, load_directory
from programmes.directory.places import Gazetteer, Place
from programmes.registry.csv_files import RegistryFileError

log = structlog.get_logger()


@dataclass(frozen=True)
class Referral:
    """Answers `PlacesNamed` and `DesksOf`; `offices` are the operator's own desks, where that file exists."""

    pack: str
    offices: Path | None = None

    @cached_property
    def directory(self) -> Directory:
        """The loaded directory; without a desk where the operator's file was broken by hand."""
        try:
            return load_directory(self.pack, self.offices)
        except (DirectoryError, RegistryFileError) as error:
            log.error("directory not read: run `recours directory check` on it", error=str(error))
            return Directory(Gazetteer({}), {})

    @cached_property
    def names(self) -> PlaceNames:
        """The names of its places, as people spell them."""
        places = self.directory.gazetteer.places
        return PlaceNames((code, place.all_names, place.people) for code, place in places.items())

    async def places_named(self, words: str, *, asked: bool = True) -> tuple[Place, ...]:
        """The places that words name; see `bot.requests.PlacesNamed`."""
        names = await asyncio.to_thread(lambda: self.names)
        codes = names.find(words) if asked else names.spot(words)
        return self.directory.gazetteer.alone(codes)

    async def desks_of(self, kind: str, place: str, most: int = 2) -> tuple[Desk, ...]:
        """The nearest desks; see `bot.requests.DesksOf`."""
        directory = await asyncio.to_thread(lambda: self.directory)
        return directory.desks_of(DeskKind(kind), place, most)
