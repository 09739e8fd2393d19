"""Which parser understands: the compiled model, or a Rasa server with that model behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from nlu.cascade import CascadeParser
from nlu.understanding import Parser

#: A Rasa server on the same machine answers in a tenth of this.
RASA_SECONDS = 0.5


@asynccontextmanager
async def open_parser(rasa_url: str = "", deadline: float = RASA_SECONDS) -> AsyncIterator[Parser]:
    """The parser that the configuration asks for, its connections closed at the end."""
    if not rasa_url:
        yield CascadeParser()
        return
    from sms_gateway.rasa import rasa_parser  # noqa: PLC0415 - an HTTP client that most have no use for

    async with rasa_parser(rasa_url, deadline) as parser:
        yield parser
