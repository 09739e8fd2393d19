"""The words by which officers find what a person wrote: folded, and without what grammar puts around them.

A word that is written in two ways by two people, or asked for in the singular and told in the plural, is one
word here. It is crude on purpose: what is found too much, an officer sees at a glance.
"""

from __future__ import annotations

import re

from nlu.normalise import words

SHORTEST = 2
#: `و`, `ف`, `ب`, `ك` and the article grow onto an Arabic word.
_ARTICLE = re.compile(r"^(?:[وفبك]?ال|لل)(?=[\u0621-\u064a]{3})")
_LATIN = re.compile(r"[a-z]{4,}")
#: French plurals and participles: `payées`, `payé` and `paye` are one word.
_ENDING = re.compile(r"(?:(?<=[a-z]{3})ee?s?|(?<=[a-z]{4})[sx])$")


def search_words(text: str) -> list[str]:
    """The words of a text as they are looked for, each once, in their order."""
    found = (_bare(word) for word in words(text))
    return list(dict.fromkeys(word for word in found if len(word) >= SHORTEST))


def _bare(word: str) -> str:
    if _LATIN.fullmatch(word):
        return _ENDING.sub("", word)
    return _ARTICLE.sub("", word)
