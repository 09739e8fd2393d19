"""What officers write for each other, in a type that no message takes."""

from __future__ import annotations

from msgspec import Struct


class NotForPersonsError(TypeError):
    """An internal note was about to become a text."""


class InnerWords:
    """Words for officers alone.

    It is no `str`, and becomes none by itself: formatting, joining or sealing it as a message fails.
    """

    __slots__ = ("_words",)

    def __init__(self, words: str) -> None:
        self._words = words

    def for_officers(self) -> str:
        """The words, for an officer's page and the notes' own column: nowhere else."""
        return self._words

    def __eq__(self, other: object) -> bool:
        return isinstance(other, InnerWords) and other._words == self._words

    def __hash__(self) -> int:
        return hash(self._words)

    def __repr__(self) -> str:
        return "InnerWords(...)"

    def __str__(self) -> str:
        raise NotForPersonsError

    def __format__(self, spec: str) -> str:
        raise NotForPersonsError


class Note(Struct, frozen=True):
    """An internal note on a ticket; `author` is an officer's login."""

    reference: str
    at: int
    author: str
    words: InnerWords
