"""How words sound in each way of writing: what free spellings share, and the particles before words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from nlu.normalise import words
from nlu.skeleton import consonants

_PHONES = (
    *(
        ("eau", "o"),
        ("au", "o"),
        ("ph", "f"),
        ("sch", "x"),
        ("ch", "x"),
        ("sh", "x"),
        ("qu", "k"),
        ("q", "k"),
    ),
    *(
        ("ck", "k"),
        ("ce", "se"),
        ("ci", "si"),
        ("cy", "si"),
        ("c", "k"),
        ("oua", "wa"),
        ("oi", "wa"),
        ("y", "i"),
    ),
    *(
        ("ai", "e"),
        ("ei", "e"),
        ("em", "an"),
        ("en", "an"),
        ("am", "an"),
        ("in", "an"),
        ("im", "an"),
        ("om", "on"),
    ),
    *(("z", "s"), ("h", ""), ("gu", "g")),
)
_PHONE_OF = dict(_PHONES)
_PHONE = re.compile("|".join(typed for typed, _ in _PHONES))
_DOUBLE = re.compile(r"(.)\1+")
_SILENT = "estxdrp"


def _french_stem(word: str) -> str:
    return _DOUBLE.sub(r"\1", _PHONE.sub(lambda found: _PHONE_OF[found[0]], word))


def _french_key(word: str) -> str:
    """The sound of a French word without its silent end: `paiement`, `payment`, `paimen` come together."""
    return _french_stem(word.rstrip(_SILENT)) or word


def _as_typed(word: str) -> str:
    return word


def _without_alef(word: str) -> str:
    return word.replace("ا", "")


@dataclass(frozen=True)
class Sounds:
    """One way of writing.

    `key` is the sound of a whole word, `stem` of a word that an ending follows (made of `endings`, any where
    empty); `nouns` and `verbs` are the particles and persons before them. What is shorter than `shortest`
    proves nothing. `negator` before a verb and `mark` at its end deny it (ما...ش), in its sound; `denials`
    and `denied_end` do as typed.
    """

    key: Callable[[str], str]
    stem: Callable[[str], str]
    nouns: frozenset[str]
    verbs: frozenset[str]
    shortest: int
    longest_particle: int
    endings: str = ""
    negator: str = ""
    mark: str = ""
    denials: tuple[str, ...] = ()
    denied_end: str = ""

    def negates(self, particle: str, key: str) -> bool:
        """Whether a verb behind `particle` is denied."""
        return bool(self.mark) and self.negator in particle[:2] and key.endswith(self.mark)

    def ends(self, ending: str) -> bool:
        """Whether this may follow a stem."""
        return not self.endings or not ending.strip(self.endings)


def _persons(persons: str, tenses: tuple[str, ...], joints: tuple[str, ...], negator: str) -> frozenset[str]:
    heads = {tense + person for tense in tenses for person in ("", *persons)}
    return frozenset(
        {joint + negation + head for joint in joints for negation in ("", negator) for head in heads}
    )


_ELISIONS = frozenset(("", "l", "d", "j", "n", "m", "t", "s", "k"))
FRENCH = Sounds(_french_key, _french_stem, _ELISIONS, _ELISIONS, shortest=4, longest_particle=1)
ARABIC = Sounds(
    key=_as_typed,
    stem=_without_alef,
    nouns=frozenset(("", *words("ال وال بال فال كال لل ل ب و ف وب وف ول هال دال عال د ه بل فل"))),
    verbs=_persons("يتنس", ("", "ك", "غ", "س", "غد", "كن", "ت", "ل"), ("", "و", "ف"), "م"),
    shortest=3,
    longest_particle=4,
    endings="تنهكملشويب",
    negator="م",
    mark="ش",
    denials=("وما", "ما", "م"),
    denied_end="ش",
)
ARABIZI = Sounds(
    key=consonants,
    stem=consonants,
    nouns=frozenset(("", "l", "wl", "bl", "fl", "b", "d", "dl", "hl", "h", "f", "w")),
    verbs=_persons("tn", ("", "k", "g", "gd", "kt", "t"), ("", "w", "f"), "m"),
    shortest=3,
    longest_particle=4,
    endings="tnhkmlcwb",
    negator="m",
    mark="c",
    denials=("wma", "ma", "m"),
    denied_end="chshxe",
)
