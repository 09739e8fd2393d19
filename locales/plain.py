"""Whether a text is plain: short sentences, short words, none that there is a plainer one for.

Those are in `<language>/avoid.txt`: mend the text, or, where the list is wrong, the list.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from locales import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Limits:
    """The most words in a sentence, letters in a word and sentences in a text that are easily read.

    A field counts as a word. An Arabic word carries its article, preposition and pronoun, and says more.
    """

    words: int
    letters: int
    sentences: int = 5


LIMITS = {"fr": Limits(12, 13), "ar": Limits(10, 10), "ary_Latn": Limits(12, 12), "en": Limits(12, 13)}
_SENTENCES = re.compile(r"[.?!؟]+(?=\s|$)|\n")
_FIELD = re.compile(r"\{\w*\}")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
#: What grows onto an Arabic word.
_JOINED = "(?:[وف]?(?:ال|لل|بال|[بلك])?)"


def hard_points(text: str, language: str) -> list[str]:
    """What makes a text hard to read, a line each; empty where it is plain."""
    return [*_too_long(text, LIMITS[language]), *_not_plain(text, language)]


def _too_long(text: str, limits: Limits) -> Iterator[str]:
    sentences = [one for one in map(str.strip, _SENTENCES.split(_FIELD.sub("X", text))) if one]
    if len(sentences) > limits.sentences:
        yield f"{len(sentences)} sentences, {limits.sentences} at most"
    for sentence in sentences:
        count = len(_WORD.findall(sentence))
        if count > limits.words:
            yield f"{count} words in a sentence, {limits.words} at most: {sentence}"
    for word in dict.fromkeys(_PART.findall(text)):
        if len(word) > limits.letters:
            yield f"a word of {len(word)} letters, {limits.letters} at most: {word}"


def _not_plain(text: str, language: str) -> Iterator[str]:
    bare = _without_accents(text)
    for avoided, plainer, pattern in _avoided(language):
        if pattern.search(bare):
            yield f"not {avoided!r}, but: {plainer}"


@cache
def _avoided(language: str) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """The words that there is a plainer one for; a `*` stands for any ending."""
    lines = (FOLDER / language / "avoid.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(": ", 1) for line in lines if line.strip() and not line.startswith("#"))
    return tuple((avoided, plainer, _pattern(avoided, language)) for avoided, plainer in pairs)


def _pattern(avoided: str, language: str) -> re.Pattern[str]:
    joined = _JOINED if language == "ar" else ""
    body = re.escape(_without_accents(avoided)).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
    return re.compile(rf"(?<!\w){joined}{body}(?!\w)", re.IGNORECASE)


def _without_accents(text: str) -> str:
    """Accents go in capitals and within GSM-7; a word is the same without them."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
