"""How words sound, for each way of writing: what free spelling has in common, and the particles that cling to words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from nlu.skeleton import consonants

_PHONES = (
    ("eau", "o"), ("au", "o"), ("ph", "f"), ("sch", "x"), ("ch", "x"), ("sh", "x"), ("qu", "k"), ("q", "k"), ("ck", "k"),
    ("ce", "se"), ("ci", "si"), ("cy", "si"), ("c", "k"), ("oua", "wa"), ("oi", "wa"), ("y", "i"), ("ai", "e"), ("ei", "e"),
    ("em", "an"), ("en", "an"), ("am", "an"), ("in", "an"), ("im", "an"), ("om", "on"), ("z", "s"), ("h", ""), ("gu", "g"),
)  # fmt: skip
_PHONE_OF = dict(_PHONES)
_PHONE = re.compile("|".join(typed for typed, _ in _PHONES))
_DOUBLE = re.compile(r"(.)\1+")
_SILENT = "estxdrp"


def _french_stem(word: str) -> str:
    return _DOUBLE.sub(r"\1", _PHONE.sub(lambda found: _PHONE_OF[found[0]], word))


def _french_key(word: str) -> str:
    """The sound of a French word without its silent end: `paiement`, `payment`, `paimen` come together."""
    return _french_stem(word.rstrip(_SILENT)) or word


def _arabic_key(word: str) -> str:
    return word.replace("ا", "")


@dataclass(frozen=True)
class Sounds:
    """One way of writing. A key shorter than `shortest` proves nothing; `mark` ends a negated verb (ما...ش)."""

    key: Callable[[str], str]
    stem: Callable[[str], str]
    particles: frozenset[str]
    shortest: int
    longest_particle: int
    mark: str = ""
    negator: str = ""

    def negates(self, particle: str, key: str) -> bool:
        return bool(self.mark) and self.negator in particle[:2] and key.endswith(self.mark)


def _verbal(persons: str, tenses: tuple[str, ...], joints: tuple[str, ...], negator: str) -> frozenset[str]:
    heads = {tense + person for tense in tenses for person in ("", *persons)}
    return frozenset({joint + negation + head for joint in joints for negation in ("", negator) for head in heads})


FRENCH = Sounds(_french_key, _french_stem, frozenset(("", "l", "d", "j", "n", "m", "t", "s", "k")), 4, 1)
ARABIC = Sounds(
    _arabic_key,
    _arabic_key,
    _verbal("يتنس", ("", "ك", "غ", "س", "غد", "كن", "ت"), ("", "و", "ف"), "م")
    | frozenset(("ل", "ول", "بل", "فل", "كل", "لل", "ب", "وب", "وف", "هل", "دل", "عل", "د", "ه")),
    3,
    4,
    "ش",
    "م",
)
ARABIZI = Sounds(
    consonants,
    consonants,
    _verbal("tn", ("", "k", "g", "gd", "kt", "t"), ("", "w", "f"), "m") | frozenset(("l", "wl", "bl", "fl", "b", "d", "dl", "hl", "h", "kl")),
    3,
    4,
    "c",
    "m",
)
