"""Reads a whole message that is nothing but a small number: the answer to a numbered list."""

from __future__ import annotations

import re

from nlu.datafiles import read_lines
from nlu.normalise import words

#: Longer texts are no bare number, whatever they hold.
_LONGEST = 40
#: What people put around a number: "choix 1 svp", "je veux le 2", "bghit ra9m 3".
_BESIDE = frozenset(word for line in read_lines("beside_numbers.txt") for word in line.split())
#: `1er`, `2eme`, `n3`.
_DRESSED = re.compile(r"n?([0-9]{1,2})(?:er|ere|re|e|em|eme|ieme|nd|nde)?")

_FRENCH_TENS = {
    20: "vingt",
    30: "trente",
    40: "quarante",
    50: "cinquante",
    60: "soixante",
    80: "quatre vingt",
}
_FRENCH_ONES = (
    *("", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
    *("treize", "quatorze", "quinze", "seize", "dix sept", "dix huit", "dix neuf"),
)


def _build_names() -> dict[str, int]:
    names = {"dix sept": 17, "dix huit": 18, "dix neuf": 19, "quatre vingts": 80}
    for ten, name in _FRENCH_TENS.items():
        for one in range(20 if ten >= 60 else 10):
            names[f"{name} {_FRENCH_ONES[one]}".strip()] = ten + one
            names[f"{name} et {_FRENCH_ONES[one]}"] = ten + one
    for number, spellings in enumerate(read_lines("ordinals.txt"), 1):
        names |= dict.fromkeys(spellings.split(), number)
    for number, spellings in enumerate(read_lines("numbers.txt")):
        names |= dict.fromkeys(spellings.split(), number)
    return names


_NAMES = _build_names()


def read_number(text: str, found_words: list[str] | None = None) -> int | None:
    """The number 0 to 99 that the message is, in digits or words of any of our languages; else None.

    An ordinal is its number (`le premier`, `lowel`, `2eme`); politeness and words like `choix` do not count.
    `found_words` are its folded words where known.
    """
    if len(text) > _LONGEST:
        return None
    found = words(text) if found_words is None else found_words
    bare = [word for word in found if word not in _BESIDE] if len(found) > 1 else found
    name = " ".join(bare)
    dressed = _DRESSED.fullmatch(name)
    return int(dressed[1]) if dressed else _NAMES.get(name)
