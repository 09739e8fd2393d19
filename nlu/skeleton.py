"""The phonetic consonant skeleton of a word, the same for Arabic and Latin letters. Runs on Python 3.10.

Vowels go, and with them alef, waw and ya; what is left is written in one alphabet: `9` for ق/9/q, `3`
for ع/3, `7` for ح/7, `5` for خ/kh/5, `c` for ش/ch/sh/x, `g` for غ/gh/8/g; emphatic letters join their
plain sisters; a repeated sign stands once; a last `h` (ة, silent) goes. So `wslatnich`, `weslatniche`
and `وصلاتنيش` are all `sltnc`.
"""

from __future__ import annotations

import re

from nlu.normalise import words

_PAIR_SIGNS = {"kh": "5", "ch": "c", "sh": "c", "gh": "g", "th": "t", "dh": "d", "dj": "j"}
_PAIR_SIGNS |= {"ph": "f", "qu": "k"}
_PAIRS = re.compile("|".join(_PAIR_SIGNS))
_WEAK = "aeiouyاوي2"
_SIGN_OF = (
    *(("ق9q", "9"), ("ع3", "3"), ("ح7", "7"), ("خ5", "5"), ("شx", "c"), ("غ8", "g"), ("تثطt6", "t")),
    *(("دضذظd", "d"), ("سصs", "s"), ("كkc", "k"), ("فfv", "f"), ("بbp", "b"), ("ج", "j"), ("ر", "r")),
    *(("ز", "z"), ("ل", "l"), ("م", "m"), ("ن", "n"), ("ه", "h")),
)
_SIGNS = {letter: sign for letters, sign in _SIGN_OF for letter in letters}
_TO_SIGNS = str.maketrans({**_SIGNS, **dict.fromkeys(_WEAK, "")})
_TO_SIGNS_WEAK = {**_TO_SIGNS, ord("w"): ""}
_REPEAT = re.compile(r"(.)\1+")
_KEPT_C = "\0"


def skeleton(word: str) -> str:
    """The skeleton of one folded word; "" where it holds no consonant."""
    return _signs(word, _TO_SIGNS_WEAK)


def consonants(word: str) -> str:
    """The skeleton of a word in Latin letters with its `w` kept: in `wslat` it is a root letter."""
    return _signs(word, _TO_SIGNS)


def skeletons(text: str) -> list[str]:
    """The skeletons of a text's words, in their order, empty ones left out."""
    return [found for found in map(skeleton, words(text)) if found]


def _signs(word: str, table: dict[int, str]) -> str:
    paired = _PAIRS.sub(lambda pair: _PAIR_SIGNS[pair[0]].replace("c", _KEPT_C), word)
    signs = _REPEAT.sub(r"\1", paired.translate(table).replace(_KEPT_C, "c"))
    return signs[:-1] if len(signs) > 2 and signs[-1] == "h" else signs
