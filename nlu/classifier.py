"""The trained model in-process: what Rasa trained, as sums of rows in NumPy."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import as_file, files
from math import sqrt
from operator import itemgetter

import numpy as np

from nlu.entities import find_entities
from nlu.features import Piece, features, pieces_read, stretches
from nlu.reading import Reading
from nlu.understanding import Intent, Understanding
from nlu.weights import Array, Weights, load

TIER = "model"
#: How many pieces keep their rows: words come back, and with them their neighbours.
_KEPT = 1 << 15
_NO_ROWS = np.empty(0, dtype=np.int64)
#: A message of whose words' letters by four and five fewer were seen in training is a hand on the keys. In
#: 1,226 messages that a model had not seen 99 of 100 knew 0.39 of them or more; of keyboard mash in either
#: script 95 of 100 less than 0.19.
_LEAST_KNOWN = 0.25


@cache
def load_model() -> Weights:
    """The model that `make nlu-train` compiled into `nlu/model/`, read once."""
    with as_file(files("nlu").joinpath("model", "weights.npz")) as path:
        return load(path)


class Classifier:
    """Intents and confidences of a message; holds no message, only the rows of its pieces."""

    def __init__(self, model: Weights | None = None) -> None:
        self._model = model or load_model()
        self._intents = tuple(Intent(str(name)) for name in self._model.intents)
        # A message takes whole rows: row by row in memory they are ten times as fast. A weight stays a byte.
        self._weights = np.ascontiguousarray(self._model.weights)
        self._factors = self._model.idf * self._model.scales
        self._squares = self._model.idf**2
        self._rows_of = lru_cache(maxsize=_KEPT)(self._find_rows)
        self._known_of = lru_cache(maxsize=_KEPT)(self._count_known)

    def ranking(self, pieces: list[Piece]) -> list[tuple[Intent, float]]:
        """Every intent with its confidence, the likeliest first; confidences add up to 1."""
        return self._ranked(self._rows(pieces))

    def guesses(self, pieces: list[Piece]) -> list[tuple[Intent, float]]:
        """The ranking; empty where nothing in the message was seen in training, or next to nothing."""
        rows = self._rows(pieces)
        return self._ranked(rows) if len(rows) and not self.is_noise(pieces) else []

    def is_noise(self, pieces: list[Piece]) -> bool:
        """Whether the words are letters that no language of ours puts together: `sdfkj qwpo`."""
        counts = [self._known_of(piece) for piece in pieces if isinstance(piece, str)]
        known = sum(count for count, _ in counts)
        return known < _LEAST_KNOWN * sum(asked for _, asked in counts)

    def best(self, pieces: list[Piece]) -> tuple[Intent | None, float]:
        """The likeliest intent and its confidence; None where nothing in the message was seen in training."""
        rows = self._rows(pieces)
        if not len(rows):
            return None, 0.0
        row = self._confidences(rows)
        at = int(row.argmax())
        return self._intents[at], float(row[at])

    def _ranked(self, rows: Array) -> list[tuple[Intent, float]]:
        row = self._confidences(rows)
        ranked = sorted(zip(row.tolist(), self._intents, strict=True), key=itemgetter(0), reverse=True)
        return [(intent, confidence) for confidence, intent in ranked]

    def _confidences(self, rows: Array) -> Array:
        length = sqrt(self._squares.take(rows).sum()) or 1.0
        summed = self._factors.take(rows) @ self._weights.take(rows, axis=0)
        scores = summed / length + self._model.bias
        powers = np.exp(scores - scores.max())
        confident: Array = powers / powers.sum()
        return confident

    def _rows(self, pieces: list[Piece]) -> Array:
        """The rows of a message, each once."""
        return _each_once(np.concatenate([_NO_ROWS, *map(self._rows_of, pieces)]))

    def _find_rows(self, piece: Piece) -> Array:
        return self._model.rows_of(features(piece))

    def _count_known(self, piece: str) -> tuple[int, int]:
        """How many of a word's letters by four and five the model knows, and how many there are."""
        asked = stretches(piece)
        return len(self._model.rows_of(asked)), len(asked)


def _each_once(rows: Array) -> Array:
    rows.sort()
    kept = np.empty(len(rows), dtype=bool)
    kept[:1] = True
    np.not_equal(rows[1:], rows[:-1], out=kept[1:])
    once: Array = rows[kept]
    return once


class ModelParser:
    """The `Parser` of the trained model alone; total, no I/O once made.

    An intent less sure than `threshold` is none: there `intent` is None and `confidence` still tells.
    """

    def __init__(self, threshold: float = 0.0, model: Weights | None = None) -> None:
        self._classifier, self._threshold = Classifier(model), threshold

    async def parse(self, text: str) -> Understanding:
        """Understand one message, in time linear in its length."""
        return self.understand(text)

    def understand(self, text: str) -> Understanding:
        """What a message means by the model."""
        reading = Reading(text)
        language, entities = reading.language, find_entities(text, reading.words)
        intent, confidence = self._classifier.best(pieces_read(reading))
        if intent is None or confidence < self._threshold:
            return Understanding(text, None, confidence, language, entities)
        return Understanding(text, intent, confidence, language, entities, TIER)
