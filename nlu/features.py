"""What the trained model sees of a message: pieces, and the features of each piece. Runs on Python 3.10.

A message falls into pieces: its folded words, its pairs of neighbours, the concepts it speaks of and their
order. The features of a piece depend on nothing else, so that whoever asks may keep them: words come back.

| piece             | features                                                                          |
|-------------------|-----------------------------------------------------------------------------------|
| a word            | the word, its letters by 2 to 5, its skeleton, that by 2 to 4, its French sound   |
| two neighbours    | the pair as skeletons, as French sounds                                           |
| their senses      | the pair as senses; and as concepts, the words without one left away              |
| the concepts      | each, negated or not, and every two of them                                       |

The sense of a word is its concepts where it has any of weight, else its skeleton: what was learnt of `ma
wslatnich` holds for `ma jatnich` and `ما طاحوش` too. French shorthand is written out first. A number is one
word, whatever its digits.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from typing import Final, Union
from zlib import crc32

from nlu.concepts import AROUND
from nlu.lexicon import concepts_of
from nlu.reading import Reading
from nlu.skeleton import skeleton
from nlu.sounds import FRENCH

#: A word, two words, two senses behind the mark of their kind, or the concepts as one number.
Piece = Union[str, tuple[str, str], tuple[str, str, str], int]  # noqa: UP007  # evaluated, and read on Python 3.10

#: What stands before the first word and after the last.
START, END = "^", "$"
NUMBER = "0"
#: What the sense of a word with concepts begins with; the marks of two senses: side by side, further apart.
_CONCEPT = "="
_BESIDE, _BEFORE = "k", "i"
_MARKED: Final = 3
#: Longer words are no words.
_MOST_LETTERS = 40
_LETTERS, _BONES = (2, 5), (2, 4)
_LONG = (4, 5)
_KEPT = 1 << 15


def pieces(text: str) -> list[Piece]:
    """The pieces of a message, repeated where it repeats itself; any text at all."""
    return pieces_read(Reading(text))


def pieces_read(reading: Reading) -> list[Piece]:
    """The pieces of a message that is read already."""
    full, facts = reading.full, reading.gist.facts
    row = [NUMBER if word.isdecimal() else word[:_MOST_LETTERS] for word in full]
    return [*row, *_neighbours(row), *_of_senses(row, reading.language), facts]


def _neighbours(row: list[str]) -> Iterator[tuple[str, str]]:
    return zip([START, *row], [*row, END])  # noqa: B905  # of one length; `strict` costs time


def _of_senses(row: list[str], language: str | None) -> list[Piece]:
    """The pairs of senses: of neighbours, then of words with concepts, whatever stands between."""
    senses = [_sense(word, language) for word in row]
    told = [sense for sense in senses if sense[0] == _CONCEPT]
    return [
        *((_BESIDE, one, other) for one, other in _neighbours(senses)),
        *((_BEFORE, one, other) for one, other in _neighbours(told) if told),
    ]


@lru_cache(maxsize=_KEPT)
def _sense(word: str, language: str | None) -> str:
    mask = 0 if word == NUMBER else concepts_of(word, language)
    return f"{_CONCEPT}{mask:x}" if mask and not mask & AROUND else _bones(word)


def features(piece: Piece) -> list[int]:
    """The features of a piece, as CRC-32 of their names: the same on every machine and every run."""
    if isinstance(piece, str):
        names = _of_word(piece)
    elif isinstance(piece, int):
        names = _of_concepts(piece)
    else:
        names = [" ".join(piece)] if len(piece) == _MARKED else _of_pair(*piece)
    return [crc32(name.encode()) for name in names]


def stretches(word: str) -> list[int]:
    """The features of a word that tell its language from a hand on the keys: its letters by 4 and 5."""
    return [crc32(name.encode()) for name in _grams("c", word, *_LONG)]


def _of_word(word: str) -> list[str]:
    bones = _bones(word)
    names = [f"w {word}", f"s {bones}", *_grams("c", word, *_LETTERS), *_grams("t", bones, *_BONES)]
    if word.isascii():
        names.append(f"f {_sound(word)}")
    return names


def _of_pair(one: str, other: str) -> list[str]:
    names = [f"q {_bones(one)} {_bones(other)}"]
    if one.isascii() and other.isascii():
        names.append(f"h {_sound(one)} {_sound(other)}")
    return names


def _of_concepts(facts: int) -> list[str]:
    standing = [at for at in range(facts.bit_length()) if facts >> at & 1]
    return [f"g {at}" for at in standing] + [f"j {one} {other}" for one, other in combinations(standing, 2)]


@lru_cache(maxsize=_KEPT)
def _bones(word: str) -> str:
    return skeleton(word) or word


@lru_cache(maxsize=_KEPT)
def _sound(word: str) -> str:
    return word if word in {START, END} else FRENCH.key(word)


def _grams(kind: str, word: str, shortest: int, longest: int) -> list[str]:
    framed = f"<{word}>"
    return [
        f"{kind} {framed[at : at + length]}"
        for length in range(shortest, longest + 1)
        for at in range(len(framed) - length + 1)
    ]
