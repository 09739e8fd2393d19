"""Recognises the language to answer in: the script first, then plain evidence words."""

from __future__ import annotations

import re
from functools import lru_cache

from nlu.lexicon import LEXICONS
from nlu.normalise import words

_ARABIC = re.compile(r"[\u0620-\u064a]")
_LATIN = re.compile(r"[a-z]")
#: `3lach`, `7it`, `w9ef`: a letter of Darija written as a digit; but not `3mois`, `2eme`, `g2`.
_DIGIT_LETTER = re.compile(r"[a-z]*[379][a-z]{2,}[a-z0-9]*|[a-z]{2,}[379]")
_DIGIT_UNIT = re.compile(
    r"\d+(?:dhs?|mois|moi|ans?|eme|ieme|er|h|mn|min|jrs?|jours?|f|fcfa|cfa|mru|kg|km|enfants?|fois|to|eur)"
)
_DIGIT_WEIGHT = 2


def language_of(text: str, found_words: list[str] | None = None) -> str | None:
    """`ar` for Arabic letters, `fr`, `ary_Latn` for Darija in Latin ones; None where nothing tells."""
    found = words(text) if found_words is None else found_words
    joined = "".join(found)
    if joined.isascii():
        return _by_evidence(found)
    arabic, latin = len(_ARABIC.findall(joined)), len(_LATIN.findall(joined))
    return "ar" if arabic and arabic * 2 >= latin else _by_evidence(found)


def _by_evidence(found: list[str]) -> str | None:
    balance = sum(map(_weight, found))
    if balance == 0:
        return None
    return "fr" if balance > 0 else "ary_Latn"


@lru_cache(maxsize=1 << 15)
def _weight(word: str) -> int:
    """How a word speaks: above 0 for French, below for Darija."""
    if word in _FRENCH:
        return 1
    if _DIGIT_LETTER.fullmatch(word) and not _DIGIT_UNIT.fullmatch(word):
        return -_DIGIT_WEIGHT
    return -1 if word in _DARIJA else 0


_BOTH = LEXICONS["fr"].exact.keys() & LEXICONS["ary_Latn"].exact.keys()
#: Words of both languages, and of every line that answers: they tell nothing.
NEUTRAL = frozenset(
    (
        "ok",
        "oki",
        "okay",
        "sms",
        "stop",
        "menu",
        "agent",
        "code",
        "hello",
        "salam",
        "slm",
        "slm3",
        "amo",
        "sim",
        "whatsapp",
    )
)
_FRENCH = frozenset(word for word in LEXICONS["fr"].exact if not word.isdecimal()) - _BOTH - NEUTRAL
_DARIJA = frozenset(LEXICONS["ary_Latn"].exact) - _BOTH - NEUTRAL
