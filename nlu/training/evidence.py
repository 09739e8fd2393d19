"""Counts the phrasings of the book for `nlu/evidence.py`: `python -m nlu.training.evidence [OUT.npz]`.

Runs where the gateway runs; it needs no Rasa.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from nlu.concepts import gist_of
from nlu.evidence import FILE, Counts, Sign, signs
from nlu.language import language_of
from nlu.normalise import words
from nlu.phrases import LANGUAGES, read_phrases
from nlu.shorthand import written_out
from nlu.training.sources import NLU
from nlu.understanding import Intent


def count() -> Counts:
    """In how many phrasings of each intent each sign stands."""
    phrasings: Counter[Intent] = Counter()
    counts: defaultdict[Sign, Counter[Intent]] = defaultdict(Counter)
    for intent, found in _all_signs():
        phrasings[intent] += 1
        for sign in found:
            counts[sign][intent] += 1
    intents = tuple(phrasings)
    concepts = sorted(sign for sign in counts if isinstance(sign, int))
    sounds = sorted(sign for sign in counts if isinstance(sign, str))
    ordered: list[Sign] = [*concepts, *sounds]
    table = [[counts[sign][intent] for intent in intents] for sign in ordered]
    return Counts(
        np.array([str(intent) for intent in intents]),
        np.array([phrasings[intent] for intent in intents], dtype=np.uint16),
        np.array([sign.bit_length() - 1 for sign in concepts], dtype=np.uint8),
        np.array(sounds),
        np.array(table, dtype=np.uint16),
    )


def _all_signs() -> Iterable[tuple[Intent, list[Sign]]]:
    for written_in in LANGUAGES:
        for intent, phrase in read_phrases(written_in):
            found = words(phrase)
            language = language_of(phrase, found)
            full = written_out(found, language)
            yield intent, list(signs(full, gist_of(full, language), language))


def main(arguments: Sequence[str]) -> int:
    """Write the file that the gateway reads, or the one named."""
    count().save(Path(arguments[0]) if arguments else NLU / "model" / FILE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
