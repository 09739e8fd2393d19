"""The book of hand-written phrasings: `nlu/phrases/<language>.tsv`, one `intent<TAB>phrase` a line.

A message is looked up by its words: shorthand written out, greetings and politeness left away, order aside.
"""

from __future__ import annotations

from functools import lru_cache

from nlu.datafiles import read_lines
from nlu.lexicon import bit, concepts_of
from nlu.normalise import words
from nlu.shorthand import written_out
from nlu.understanding import Intent

LANGUAGES = ("fr", "ar", "ary_Latn")
_AROUND = bit("GREET") | bit("POLITE")


def phrase_key(found: list[str], language: str | None) -> tuple[str, ...]:
    """What two phrasings share that say the same in the same words, greetings, politeness and order aside."""
    key = [word for word in found if not _is_around(word, language)]
    return tuple(sorted(key or found))


@lru_cache(maxsize=1 << 15)
def _is_around(word: str, language: str | None) -> bool:
    mask = concepts_of(word, language)
    return bool(mask) and not mask & ~_AROUND


def read_phrases(language: str) -> list[tuple[Intent, str]]:
    """The phrases of a language's file, in their order."""
    pairs = (line.split("\t") for line in read_lines(f"phrases/{language}.tsv"))
    return [(Intent(intent), phrase) for intent, phrase in pairs]


def key_of(phrase: str, language: str) -> tuple[str, ...]:
    """The key of a phrase in the book."""
    return phrase_key(written_out(words(phrase), language), language)


BOOK = {
    (language, key_of(phrase, language)): intent
    for language in LANGUAGES
    for intent, phrase in read_phrases(language)
}


def intent_of_phrase(found: list[str], language: str | None) -> Intent | None:
    """The intent of a message that is a phrase of the book; `found` are its words, written out."""
    for tried in (language,) if language else ("fr", "ary_Latn"):
        intent = BOOK.get((tried, phrase_key(found, tried)))
        if intent is not None:
            return intent
    return None
