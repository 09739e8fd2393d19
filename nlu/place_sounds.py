"""How a place's name sounds, whatever its letters: `Kénitra`, `القنيطرة`, `9nitra` come close to one another.

A sound is written with capitals for consonants and `a`, `i`, `u` for vowels. Sounds that Moroccan names
exchange freely share a sign: ق ك گ غ and `k q 9 g gh` are `K`; emphatic letters join their plain sisters; ع
and `3` are a vowel. An article is no part of the sound.
"""

from __future__ import annotations

import re

from nlu.normalise import words

_SEVERAL = {
    "tch": "C",
    "sch": "C",
    "ch": "C",
    "sh": "C",
    "kh": "X",
    "gh": "K",
    "rh": "K",
    "dj": "J",
    "gu": "K",
    "qu": "K",
    "ph": "F",
    "th": "T",
    "dh": "D",
    "ou": "u",
    "oo": "u",
    "aa": "a",
    "ai": "i",
    "ay": "i",
    "ei": "i",
    "ey": "i",
    "ee": "i",
    "eau": "u",
    "au": "u",
    "ci": "Si",
    "ce": "Sa",
    "cy": "Si",
    "اي": "i",
}
_SEVERAL_SIGNS = re.compile("|".join(sorted(_SEVERAL, key=len, reverse=True)))
_SIGNS_OF = (
    *(("ق9qكݣkcغ8g", "K"), ("خ5", "X"), ("ح7هh", "H"), ("جj", "J"), ("شx", "C"), ("تثطt6", "T")),
    *(("دضذظd", "D"), ("سصزszç", "S"), ("فfv", "F"), ("بbp", "B"), ("رr", "R"), ("لl", "L"), ("مm", "M")),
    *(("نn", "N"), ("اaeع3ه2", "a"), ("يiy", "i"), ("وouw", "u")),
)
_TO_SIGNS = str.maketrans({letter: sign for letters, sign in _SIGNS_OF for letter in letters})
_REPEAT = re.compile(r"(.)\1+")
_ARTICLES = frozenset(("el", "al", "l", "ال", "ل"))
_ASSIMILATED = re.compile(r"^e([chdjnrstz]h?)$")
#: The ة of a name (folded to ه), and the e behind a French consonant.
_SILENT_END = re.compile(r"(.)ه$|(?<=..)([bcdfgklmnpqrstz])e$")
_SIGN = re.compile(r"[A-Zaiu]+")

VOWELS = "aiu"
#: What it costs to hear a sign too many or too few; any other consonant costs 1.
_SLIGHT = {"a": 0.15, "i": 0.3, "u": 0.3, "H": 0.35}
_NEAR = {frozenset("JK"): 0.45, frozenset("SJ"): 0.7, frozenset("XK"): 0.5, frozenset("XH"): 0.5}
_NEAR |= {frozenset("DT"): 0.5, frozenset("CS"): 0.6, frozenset("BF"): 0.7, frozenset("CK"): 0.6}
_NEAR |= {frozenset("ai"): 0.25, frozenset("au"): 0.3, frozenset("iu"): 0.35, frozenset("Bu"): 0.6}
_SWAPPED = 0.6
_LEADING_ARTICLE = 0.25


def sound(name: str) -> str:
    """The sound of a name; "" where it holds no letter."""
    return sound_of(words(name))


def sound_of(folded: list[str]) -> str:
    """The sound of folded words, spoken without a pause."""
    spoken = "".join(_without_article(word) for word in folded if not _is_article(word))
    return _REPEAT.sub(r"\1", "".join(_SIGN.findall(_signs(spoken))))


def consonants(sounding: str) -> str:
    """The consonants of a sound, a weak `H` left out."""
    return "".join(sign for sign in sounding if sign not in "aiuH")


def _signs(word: str) -> str:
    return _SEVERAL_SIGNS.sub(lambda found: _SEVERAL[found[0]], _SILENT_END.sub(r"\1\2", word)).translate(
        _TO_SIGNS
    )


def _is_article(word: str) -> bool:
    return word in _ARTICLES or _ASSIMILATED.match(word) is not None


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def distance(heard: str, known: str, limit: float) -> float:
    """What it costs to hear `known` in `heard`; more than `limit` is not told exactly."""
    before: list[float] = []
    last = [0.0]
    for sign in known:
        last.append(last[-1] + _drop(sign, at=len(last) - 1))
    for row, sign in enumerate(heard):
        line = [last[0] + _drop(sign, at=row)]
        for column, other in enumerate(known):
            cost = min(
                last[column] + _exchange(sign, other),
                last[column + 1] + _drop(sign, at=row),
                line[column] + _drop(other, at=column),
            )
            if row and column and sign == known[column - 1] and heard[row - 1] == other:
                cost = min(cost, before[column - 1] + _SWAPPED)
            line.append(cost)
        if min(line) > limit:
            return limit + 1
        before, last = last, line
    return last[-1]


def _drop(sign: str, at: int) -> float:
    return _LEADING_ARTICLE if sign == "L" and at == 0 else _SLIGHT.get(sign, 1.0)


def _exchange(sign: str, other: str) -> float:
    return 0.0 if sign == other else _NEAR.get(frozenset((sign, other)), 1.0)
