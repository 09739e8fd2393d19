"""Respells messages as hurried thumbs do: French by its sound, free Arabizi and Darija, slips.

Copies come on top of the written messages while the model trains, and are never counted or judged. Runs on
Python 3.10.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from nlu.language import language_of
from nlu.normalise import words

#: As typed by sound; in Darija's Latin letters the second ones are as free.
_FRENCH = (
    *(
        ("qu", "k"),
        ("ai", "e"),
        ("eau", "o"),
        ("au", "o"),
        ("oi", "wa"),
        ("ch", "x"),
        ("ph", "f"),
        ("ss", "c"),
    ),
    *(("c(?![hei])", "k"), ("en", "an"), ("ent$", ""), ("es$", ""), ("s$", ""), ("e$", ""), ("er$", "e")),
)
_ARABIZI = (
    *(("ch", "sh"), ("ch", "x"), ("9", "q"), ("3", "a"), ("7", "h"), ("kh", "5"), ("ou", "o"), ("ou", "u")),
    *(("gh", "8"), ("i", "e"), ("a", ""), ("w", "ou"), ("k", "c"), ("e", "")),
)
_ARABIC = (("ال", "ل"), ("ة", "ه"), ("ق", "ك"), ("ض", "د"), ("ظ", "ض"), ("ذ", "د"), ("ث", "ت"), ("ا", ""))
_SPELLINGS = {"fr": _FRENCH, "ary_Latn": _ARABIZI, "ar": _ARABIC}
#: Which share of the words changes, and which share of these by a slip of the thumb.
_CHANGED, _SLIPPED = 0.35, 0.3
_LEAST_LETTERS = 3


def respelt(text: str, dice: Random) -> str:
    """The folded message with some of its words spelt otherwise."""
    found = words(text)
    language = language_of(text, found)
    return " ".join(_change(word, language, dice) if dice.random() < _CHANGED else word for word in found)


def _change(word: str, language: str | None, dice: Random) -> str:
    if len(word) < _LEAST_LETTERS or word.isdecimal():
        return word
    if dice.random() < _SLIPPED:
        return dice.choice(_SLIPS)(word, dice.randrange(1, len(word) - 1))
    spellings = [pair for pair in _SPELLINGS.get(language or "fr", _FRENCH) if re.search(pair[0], word)]
    if not spellings:
        return word
    typed, otherwise = dice.choice(spellings)
    return re.sub(typed, otherwise, word, count=1) or word


def _lost(word: str, at: int) -> str:
    return word[:at] + word[at + 1 :]


def _doubled(word: str, at: int) -> str:
    return word[: at + 1] + word[at:]


def _swapped(word: str, at: int) -> str:
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


_SLIPS: tuple[Callable[[str, int], str], ...] = (_lost, _doubled, _swapped)
