"""Which language a message in Latin letters speaks: French, or Darija; runs on Python 3.10.

A small model of our own, asked where no evidence word tells: the letters of each word by 1 to 4, and the
word, each with one weight; a message's score is their sum over its words, above 0 for French.
`nlu/training/spoken.py` trains it; figures in docs/nlu.md.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from nlu.language import NEUTRAL

Array = np.ndarray[Any, Any]

FILE = "spoken.npz"
#: Scores nearer to 0 than this tell nothing: the person's last language stays.
DOUBT = 1.0
_LONGEST, _MOST_LETTERS = 4, 30
_KEPT = 1 << 14


def grams(word: str) -> list[int]:
    """The features of a word, as CRC-32 of their names."""
    framed = f"<{word[:_MOST_LETTERS]}>"
    parts = {
        framed[at : at + length]
        for length in range(1, _LONGEST + 1)
        for at in range(len(framed) - length + 1)
    }
    return [crc32(part.encode()) for part in {framed, *parts}]


class Spoken:
    """The model: sorted `hashes` (F,) uint32 and their `weights` (F,) int8, `scale` a weight's unit."""

    def __init__(self, hashes: Array, weights: Array, scale: float) -> None:
        self._hashes, self._weights, self._scale = hashes, weights, scale
        self.score_of = lru_cache(maxsize=_KEPT)(self._score_of)

    @classmethod
    def load(cls, path: Path) -> Spoken:
        """The model of a file."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["hashes"], arrays["weights"], float(arrays["scale"]))

    def _score_of(self, word: str) -> float:
        asked = np.array(grams(word), dtype=np.uint32)
        rows = np.searchsorted(self._hashes, asked)
        known = rows[self._hashes.take(rows, mode="clip") == asked]
        return float(self._weights[known].sum(dtype=np.int64)) * self._scale


@lru_cache(maxsize=1)
def _model() -> Spoken:
    with as_file(files("nlu").joinpath("model", FILE)) as path:
        return Spoken.load(path)


def prepare() -> None:
    """Read the file now, not at the first message."""
    _model()


def spoken_language(found: list[str]) -> str | None:
    """`fr` or `ary_Latn` for folded words in Latin letters; None in doubt."""
    score = sum(_model().score_of(word) for word in found if _tells(word))
    if abs(score) < DOUBT:
        return None
    return "fr" if score > 0 else "ary_Latn"


def _tells(word: str) -> bool:
    return word.isascii() and not word.isdecimal() and word not in NEUTRAL
