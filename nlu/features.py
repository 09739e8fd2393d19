"""What the trained model sees of a message: pieces, and the features of each piece. Runs on Python 3.10.

A message falls into pieces: its folded words, its pairs of neighbours, and the concepts it speaks of. The
features of a piece depend on nothing else, so that whoever asks may keep them: words come back.

| piece             | features                                                                          |
|-------------------|-----------------------------------------------------------------------------------|
| a word            | the word, its letters by 2 to 5, its skeleton, that by 2 to 4, its French sound   |
| two neighbours    | the pair as words, as skeletons, as French sounds                                 |
| the concepts      | each, negated or not, and every two of them                                       |

French shorthand is written out first. A number is one word, whatever its digits.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import Union
from zlib import crc32

from nlu.reading import Reading
from nlu.skeleton import skeleton
from nlu.sounds import FRENCH

#: A word, two words, or the concepts as one number.
Piece = Union[str, tuple[str, str], int]  # noqa: UP007  # evaluated, and read on Python 3.10

#: What stands before the first word and after the last.
START, END = "^", "$"
NUMBER = "0"
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
    return [*row, *zip([START, *row], [*row, END]), facts]  # noqa: B905  # of one length; `strict` costs time


def features(piece: Piece) -> list[int]:
    """The features of a piece, as CRC-32 of their names: the same on every machine and every run."""
    if isinstance(piece, str):
        names = _of_word(piece)
    else:
        names = _of_pair(*piece) if isinstance(piece, tuple) else _of_concepts(piece)
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
    names = [f"p {one} {other}", f"q {_bones(one)} {_bones(other)}"]
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
