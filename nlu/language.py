"""Recognises the language to answer in: the script first, then plain evidence words."""

from __future__ import annotations

import re

from nlu.lexicon import LEXICONS
from nlu.normalise import words

_ARABIC = re.compile(r"[\u0620-\u064a]")
_LATIN = re.compile(r"[a-z]")
#: `3lach`, `7it`, `w9ef`: a letter of Darija written as a digit; but not `3mois`, `2eme`, `g2`.
_DIGIT_LETTER = re.compile(r"[a-z]*[379][a-z]{2,}[a-z0-9]*|[a-z]{2,}[379]")
_DIGIT_UNIT = re.compile(r"\d+(?:dhs?|mois|moi|ans?|eme|ieme|er|h|mn|min|jrs?|jours?|f|fcfa|cfa|mru|kg|km|enfants?|fois|to|eur)")
_DIGIT_WEIGHT = 2


def language_of(text: str, found_words: list[str] | None = None) -> str | None:
    """`ar` for Arabic letters, `fr`, `ary_Latn` for Darija in Latin letters, None where the text does not tell."""
    found = words(text) if found_words is None else found_words
    joined = "".join(found)
    arabic = len(_ARABIC.findall(joined))
    if arabic:
        return "ar" if arabic * 2 >= len(_LATIN.findall(joined)) else _by_evidence(found)
    return _by_evidence(found)


def _by_evidence(found: list[str]) -> str | None:
    french = sum(1 for word in found if word in _FRENCH)
    darija = sum(_darija_weight(word) for word in found)
    if french == darija:
        return None
    return "fr" if french > darija else "ary_Latn"


def _darija_weight(word: str) -> int:
    if _DIGIT_LETTER.fullmatch(word) and not _DIGIT_UNIT.fullmatch(word) and word not in _FRENCH:
        return _DIGIT_WEIGHT
    return 1 if word in _DARIJA else 0


_BOTH = LEXICONS["fr"].exact.keys() & LEXICONS["ary_Latn"].exact.keys()
_NEUTRAL = frozenset(
    ("ok", "oki", "okay", "sms", "stop", "menu", "agent", "code", "hello", "salam", "slm", "slm3", "amo", "sim", "whatsapp")
)
_FRENCH = frozenset(word for word in LEXICONS["fr"].exact if not word.isdecimal()) - _BOTH - _NEUTRAL
_DARIJA = frozenset(LEXICONS["ary_Latn"].exact) - _BOTH - _NEUTRAL
