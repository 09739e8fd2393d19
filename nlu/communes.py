"""Finds the commune that a message names as it is spelt, cheaply enough to look in every message.

The names come from outside (a programme's gazetteer). A misspelt name is found where somebody asks for one:
nlu/places.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from nlu.normalise import words
from nlu.place_words import ARTICLES, read_hints, without_articles

#: Code, names in any script, people living there.
Entry = tuple[str, Iterable[str], int]

#: The longest name has this many words; what follows this many words is not looked at.
_MOST_WORDS, _MOST_HEARD = 6, 60
#: A shorter word alone is a name only behind `à`, `f`, `في`; of several words, one at least is this long.
_SHORTEST_ALONE, _LONGEST_OF_SEVERAL = 3, 4
_KEPT = 1 << 14


class Communes:
    """The codes of communes by their names; of two of one name, the larger."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._codes: dict[str, str] = {}
        self._hints = read_hints()
        begin = set()
        for code, names, _people in sorted(entries, key=lambda entry: -entry[2]):
            for name in names:
                parts = words(name)
                self._codes.setdefault(without_articles(parts), code)
                begin |= {without_articles(parts[:length]) for length in (1, 2)}
        self._begin = frozenset(begin - {""})
        self._read_from = lru_cache(maxsize=_KEPT)(self._readings)

    def find(self, found: list[str]) -> str | None:
        """The code of the first commune that folded words name; None where none does."""
        if not self._codes:
            return None
        for at, word in enumerate(found[:_MOST_HEARD]):
            for first, grown in self._read_from(word):
                behind = grown or self._follows_hint(found, at)
                code = self._longest([first, *found[at + 1 : at + _MOST_WORDS]], behind=behind)
                if code is not None:
                    return code
        return None

    def _follows_hint(self, found: list[str], at: int) -> bool:
        """Whether `à`, `commune`, `في` stands before a word, or before its article: `vers El Borj`."""
        at -= 1
        while at > 0 and found[at] in ARTICLES:
            at -= 1
        return at >= 0 and found[at] in self._hints.before

    def _readings(self, word: str) -> tuple[tuple[str, bool], ...]:
        """What a word may be as the first of a name, and whether a particle is grown onto it."""
        bare = self._hints.without_particle(word)
        readings = [(word, False), *([(bare, True)] if bare else [])]
        return tuple(one for one in readings if without_articles([one[0]]) in self._begin)

    def _longest(self, run: list[str], *, behind: bool) -> str | None:
        for length in range(len(run), 0, -1):
            code = self._codes.get(without_articles(run[:length]))
            if code is not None and self._is_name(run[:length], behind=behind):
                return code
        return None

    def _is_name(self, run: list[str], *, behind: bool) -> bool:
        if behind:
            return True
        if len(run) > 1:  # "ça le" is not Salé
            return max(map(len, run)) >= _LONGEST_OF_SEVERAL
        return len(run[0]) >= _SHORTEST_ALONE and run[0] not in self._hints.common


#: Where no programme is served, nothing is a commune.
NO_COMMUNES = Communes()
