"""How much the words of a message speak for each intent, counted in the hand-written phrasings.

Naive Bayes over the concepts of a message and the sounds of its words, in the plainest form: for each
of them, the logarithm of how often it stands in an intent's phrasings. `nlu/training/evidence.py` counts
`nlu/phrases/` into `nlu/model/evidence.npz`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np

from nlu.concepts import Gist
from nlu.lexicon import NEGATED, bit
from nlu.skeleton import skeleton
from nlu.sounds import FRENCH
from nlu.understanding import Intent

FILE = "evidence.npz"
#: A sound repeats in part what its concept says already.
_WORD_WEIGHT = 0.6
_SMOOTHING = 0.3
_SAYING_NOTHING = (bit("SMALL") | bit("POLITE")) * (1 + (1 << NEGATED))

Array = np.ndarray[Any, Any]
Sign = int | str
Weights = dict[Sign, tuple[float, ...]]


@dataclass(frozen=True)
class Counts:
    """I intents, C concepts and S sounds: in how many phrasings each stands.

    `intents` (I,) with their `phrasings` (I,); `concepts` (C,) as places of bits, `sounds` (S,); `table`
    (C + S, I) uint16, the concepts first.
    """

    intents: Array
    phrasings: Array
    concepts: Array
    sounds: Array
    table: Array

    def save(self, path: Path) -> None:
        """Write the arrays to one compressed file."""
        np.savez_compressed(path, **{part.name: getattr(self, part.name) for part in fields(self)})

    def weights(self) -> Weights:
        """What each sign says for each intent, in nats."""
        logs = np.log((self.table + _SMOOTHING) / (self.phrasings + 2 * _SMOOTHING))
        logs[len(self.concepts) :] *= _WORD_WEIGHT
        named: list[Sign] = [*(1 << place for place in self.concepts.tolist()), *self.sounds.tolist()]
        return dict(zip(named, map(tuple, logs.tolist()), strict=True))


def load(path: Path) -> Counts:
    """The counts of a file that `save` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        return Counts(**{part.name: arrays[part.name] for part in fields(Counts)})


def weigh(found: list[str], gist: Gist, language: str | None) -> tuple[Intent | None, float]:
    """The intent that most speaks for, and its lead over the second, in nats."""
    intents, weights = _weights()
    rows = [weights[sign] for sign in signs(found, gist, language) if sign in weights]
    if not rows:
        return None, 0.0
    sums = [sum(column) for column in zip(*rows, strict=True)]
    second, first = sorted(sums)[-2:]
    return intents[sums.index(first)], first - second


def prepare() -> None:
    """Read the counts now, not at the first message."""
    _weights()


def signs(found: list[str], gist: Gist, language: str | None) -> Iterator[Sign]:
    """Concepts as their bits, words as their sounds, each once."""
    facts = gist.facts & ~_SAYING_NOTHING
    while facts:
        lowest = facts & -facts
        yield lowest
        facts ^= lowest
    yield from {_sound(word, language) for word in found if not word.isdecimal()}


@lru_cache(maxsize=1 << 15)
def _sound(word: str, language: str | None) -> str:
    return FRENCH.key(word) if language == "fr" else skeleton(word)


@cache
def _weights() -> tuple[tuple[Intent, ...], Weights]:
    with as_file(files("nlu").joinpath("model", FILE)) as path:
        counts = load(path)
    return tuple(Intent(name) for name in counts.intents.tolist()), counts.weights()
