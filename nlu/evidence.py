"""How much the words of a message speak for each intent, counted in the hand-written phrasings.

Naive Bayes over the concepts of a message and the sounds of its words, in the plainest form: for each
of them, the logarithm of how often it stands in an intent's phrasings. The counts are made from
`nlu/phrases/` when first asked.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from nlu.concepts import Gist, gist_of
from nlu.language import language_of
from nlu.lexicon import NEGATED, bit
from nlu.normalise import words
from nlu.phrases import LANGUAGES, read_phrases
from nlu.shorthand import written_out
from nlu.skeleton import skeleton
from nlu.sounds import FRENCH
from nlu.understanding import Intent

#: A sound repeats in part what its concept says already.
_WORD_WEIGHT = 0.6
_SMOOTHING = 0.3
_SAYING_NOTHING = (bit("SMALL") | bit("POLITE")) * (1 + (1 << NEGATED))

Sign = int | str
Weights = dict[Sign, tuple[float, ...]]


def weigh(found: list[str], gist: Gist, language: str | None) -> tuple[Intent | None, float]:
    """The intent that most speaks for, and its lead over the second, in nats."""
    intents, weights = _weights()
    rows = [weights[sign] for sign in _signs(found, gist, language) if sign in weights]
    if not rows:
        return None, 0.0
    sums = [sum(column) for column in zip(*rows, strict=True)]
    second, first = sorted(sums)[-2:]
    return intents[sums.index(first)], first - second


def prepare() -> None:
    """Make the counts now (a third of a second), not at the first message."""
    _weights()


def _signs(found: list[str], gist: Gist, language: str | None) -> Iterator[Sign]:
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
    phrasings: Counter[Intent] = Counter()
    counts: defaultdict[Sign, Counter[Intent]] = defaultdict(Counter)
    for intent, signs in _all_signs():
        phrasings[intent] += 1
        for sign in signs:
            counts[sign][intent] += 1
    intents = tuple(phrasings)
    return intents, {
        sign: tuple(_weight(sign, by_intent[intent], phrasings[intent]) for intent in intents)
        for sign, by_intent in counts.items()
    }


def _all_signs() -> Iterable[tuple[Intent, list[Sign]]]:
    for written_in in LANGUAGES:
        for intent, phrase in read_phrases(written_in):
            found = words(phrase)
            language = language_of(phrase, found)
            full = written_out(found, language)
            yield intent, list(_signs(full, gist_of(full, language), language))


def _weight(sign: Sign, count: int, phrasings: int) -> float:
    weight = _WORD_WEIGHT if isinstance(sign, str) else 1.0
    return weight * math.log((count + _SMOOTHING) / (phrasings + 2 * _SMOOTHING))
