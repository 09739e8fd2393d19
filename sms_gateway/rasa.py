"""A live Rasa server in the place of the compiled model; where it is down or late, that model answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp
import structlog

from nlu.cascade import CascadeParser, Ranking, decide, settled
from nlu.classifier import TIER as MODEL
from nlu.reading import Reading
from nlu.understanding import Intent, Understanding

log = structlog.get_logger()

#: Who understood, as the store keeps it.
TIER = "rasa"
#: More questions at once would only wait for each other: Rasa answers some eighty a second on two cores.
MOST_AT_ONCE = 32
#: After so many failures in a row nothing is asked for a while.
FAILURES, REST_SECONDS = 3, 30.0


class RasaError(Exception):
    """The server gave no answer that can be used; the text says why, without the message."""


def read_ranking(answer: Any) -> Ranking:
    """The intents of a `POST /model/parse` answer that we know, the likeliest first. Raises `RasaError`."""
    try:
        ranked = [(one["name"], float(one["confidence"])) for one in answer["intent_ranking"]]
    except (TypeError, KeyError, ValueError) as error:
        raise RasaError(f"not an answer of Rasa's: {type(error).__name__}") from None
    known = [(Intent(name), min(1.0, max(0.0, sure))) for name, sure in ranked if name in set(Intent)]
    return sorted(known, key=lambda pair: -pair[1])


@dataclass(slots=True)
class RasaParser:
    """The `Parser` that has a Rasa server rank the intents; words, entities and thresholds are our own.

    `deadline` is in seconds. Another model than the one that we compiled may stand behind `session`.
    """

    session: aiohttp.ClientSession
    fallback: CascadeParser
    deadline: float = 0.5
    clock: Callable[[], float] = time.monotonic
    _failed: int = 0
    _rests_until: float = 0.0
    _asking: int = 0

    async def parse(self, text: str) -> Understanding:
        """Understand one message; the compiled model answers for a server that does not."""
        reading = Reading(text)
        said = self.fallback.by_words(reading)
        alone = settled(said, reading.words)
        if alone is not None:
            return alone
        ranking = await self._ranking(text)
        if ranking is None:
            return self.fallback.understand(text)
        heard = decide(said, [] if self.fallback.is_noise(reading) else ranking)
        if heard.tier != MODEL:
            return heard
        return Understanding(text, heard.intent, heard.confidence, heard.language, heard.entities, TIER)

    async def _ranking(self, text: str) -> Ranking | None:
        if self._asking >= MOST_AT_ONCE or self.clock() < self._rests_until:
            return None
        self._asking += 1
        try:
            async with asyncio.timeout(self.deadline):
                ranking = read_ranking(await self._asked(text))
        except (aiohttp.ClientError, TimeoutError, RasaError) as error:
            self._note_failure(type(error).__name__)
            return None
        finally:
            self._asking -= 1
        self._failed = 0
        return ranking

    async def _asked(self, text: str) -> Any:
        async with self.session.post("/model/parse", json={"text": text}) as answer:
            if answer.status != HTTPStatus.OK:
                raise RasaError(f"status {answer.status}")
            try:
                return await answer.json()
            except ValueError:
                raise RasaError("not JSON") from None

    def _note_failure(self, kind: str) -> None:
        self._failed += 1
        if self._failed >= FAILURES:  # the next question after the rest decides alone whether it rests again
            self._rests_until = self.clock() + REST_SECONDS
            log.warning("rasa does not answer, the compiled model does", error=kind, rest=REST_SECONDS)


@asynccontextmanager
async def rasa_parser(url: str, deadline: float, fallback: CascadeParser) -> AsyncIterator[RasaParser]:
    """The parser of the server at `url` (`http://127.0.0.1:5005`), its connections closed at the end."""
    async with aiohttp.ClientSession(url) as session:
        yield RasaParser(session, fallback, deadline)
