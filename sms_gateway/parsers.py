"""Which parser understands: the compiled model, or a Rasa server with that model behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from nlu.cascade import CascadeParser
from nlu.communes import NO_COMMUNES, Communes
from nlu.understanding import Parser
from programmes.directory.files import load_directory
from programmes.directory.places import Level

#: A Rasa server on the same machine answers in a tenth of this.
RASA_SECONDS = 0.5


@cache
def communes_of(pack: str) -> Communes:
    """The communes and arrondissements of a programme's gazetteer, by all their names; read once."""
    places = load_directory(pack).gazetteer.places.values()
    return Communes(
        (place.code, place.all_names, place.people)
        for place in places
        if place.level in {Level.COMMUNE, Level.ARRONDISSEMENT}
    )


@asynccontextmanager
async def open_parser(
    pack: str = "", rasa_url: str = "", deadline: float = RASA_SECONDS
) -> AsyncIterator[Parser]:
    """The parser that the configuration asks for, its connections closed at the end.

    `pack` is the programme whose communes a message may name.
    """
    cascade = CascadeParser(communes=communes_of(pack) if pack else NO_COMMUNES)
    if not rasa_url:
        yield cascade
        return
    from sms_gateway.rasa import rasa_parser  # noqa: PLC0415 - an HTTP client that most have no use for

    async with rasa_parser(rasa_url, deadline, cascade) as parser:
        yield parser
