"""The trained model in-process: what Rasa trained, as sums of rows in NumPy."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np

from nlu.entities import find_entities
from nlu.features import Piece, features, pieces_of
from nlu.language import language_of
from nlu.normalise import words
from nlu.understanding import Intent, Understanding
from nlu.weights import Array, Weights, load

TIER = "model"
#: How many words keep their rows: they come back.
_KEPT = 1 << 14


def load_model() -> Weights:
    """The model that `make nlu-train` compiled into `nlu/model/`."""
    with as_file(files("nlu").joinpath("model", "weights.npz")) as path:
        return load(path)


class Classifier:
    """Intents and confidences of a message; holds no message, only the rows of words."""

    def __init__(self, model: Weights | None = None) -> None:
        self._model = model or load_model()
        self._intents = tuple(Intent(str(name)) for name in self._model.intents)
        self._factors = self._model.idf * self._model.scales
        self._squares = self._model.idf**2
        self._word_rows = lru_cache(maxsize=_KEPT)(self._find_word_rows)

    def ranking(self, pieces: list[Piece]) -> list[tuple[Intent, float]]:
        """Every intent with its confidence, the likeliest first; confidences add up to 1."""
        return self._ranked(self._rows(pieces))

    def guesses(self, pieces: list[Piece]) -> list[tuple[Intent, float]]:
        """The ranking; empty where nothing in the message was seen in training."""
        rows = self._rows(pieces)
        return self._ranked(rows) if len(rows) else []

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
        return [(self._intents[at], float(row[at])) for at in np.argsort(-row, kind="stable")]

    def _confidences(self, rows: Array) -> Array:
        length = np.sqrt(self._squares[rows].sum()) or 1.0
        scores = (
            self._factors[rows] @ self._model.weights[rows].astype(np.float32) / length + self._model.bias
        )
        powers = np.exp(scores - scores.max())
        confident: Array = powers / powers.sum()
        return confident

    def _rows(self, pieces: list[Piece]) -> Array:
        """The rows of a message, each once; those of words are kept, all others are looked up together."""
        others = [one for piece in pieces if not isinstance(piece, str) for one in features(piece)]
        found = [self._word_rows(piece) for piece in pieces if isinstance(piece, str)]
        return _each_once(np.concatenate([self._model.rows_of(others), *found]))

    def _find_word_rows(self, word: str) -> Array:
        return self._model.rows_of(features(word))


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
        found = words(text)
        language = language_of(text, found)
        entities = find_entities(text, found)
        intent, confidence = self._classifier.best(pieces_of(found, language))
        if intent is None or confidence < self._threshold:
            return Understanding(text, None, confidence, language, entities)
        return Understanding(text, intent, confidence, language, entities, TIER)
