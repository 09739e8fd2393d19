"""A message read once, for whoever is to understand it: words, language, concepts. Runs on Python 3.10."""

from __future__ import annotations

from functools import cached_property

from nlu.concepts import Gist, gist_of
from nlu.language import language_of
from nlu.normalise import words
from nlu.shorthand import written_out

#: More words are no message.
MOST_WORDS = 400


class Reading:
    """The folded words of a text (`found`, where somebody has them), its language, its concepts."""

    def __init__(self, text: str, found: list[str] | None = None) -> None:
        self.text = text
        self.words = words(text) if found is None else found
        self.language = language_of(text, self.words)

    @cached_property
    def full(self) -> list[str]:
        """The words with French shorthand written out."""
        return written_out(self.words[:MOST_WORDS], self.language)

    @cached_property
    def gist(self) -> Gist:
        """What they speak of."""
        return gist_of(self.full, self.language)
