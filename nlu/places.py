"""Finds the place that a person names, in French, Arabic or Arabizi, however it is spelt.

The names come from outside (a programme's gazetteer); nothing is loaded before `PlaceNames` is made. A name
is compared by its sound (nlu/place_sounds.py). `find` reads the answer to "which commune?" and gives its best
guess; `spot` reads any message and takes only what is hardly anything else: many a word sounds like a hamlet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from math import log10

from nlu.normalise import words
from nlu.place_sounds import consonants, distance, sound, sound_of
from nlu.place_words import read_hints, without_articles

#: Code, names in any script, people living there.
Entry = tuple[str, Iterable[str], int]
Codes = tuple[str, ...]

#: The longest name has this many words; of what is misspelt inside a message, this many are one name.
_MOST_WORDS, _MOST_ALIKE = 6, 3
#: A message is no gazetteer: what follows this many words is not looked at.
_MOST_HEARD = 30
#: What sounds alike may cost this much a sign, and in any case so much; in the midst of a message far less.
_A_SIGN, _AT_MOST, _STRICTLY = 0.22, 1.3, 0.45
#: A place ten times as large is so much more often meant.
_A_POWER_OF_TEN = 0.1
#: Names of fewer consonants sound like too much else.
_SHORTEST_ALIKE, _SHORTEST_HEARD, _SHORTEST_INSIDE = 3, 3, 4
#: Of a name of several words, one at least is this long.
_LONGEST_OF_SEVERAL = 4
#: Misspelt in the midst of a message, only a town is taken for meant.
_A_TOWN = 30_000


class PlaceNames:
    """An index of places by the spelling and the sound of their names."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._spelt: dict[str, list[str]] = defaultdict(list)
        self._heard: dict[str, list[str]] = defaultdict(list)
        self._near: dict[str, list[str]] = defaultdict(list)
        self._people: dict[str, int] = {}
        self._hints = read_hints()
        for code, names, people in entries:
            self._people[code] = people
            for name in names:
                _put(self._spelt, without_articles(words(name)), code)
                self._put_sound(sound(name), code)

    def find(self, answer: str) -> Codes:
        """The codes of the place meant by an answer; of places that share a name, the largest first.

        It may name a town and its quarter: whoever knows which lies within which keeps the smaller one.
        """
        heard = words(answer)[:_MOST_HEARD]
        return (
            self._sounding(sound_of(heard))
            or self._alike(heard, _STRICTLY)
            or self.spot(answer)
            or self._in_runs(heard, _MOST_WORDS, self._exact_inside)
            or self._alike(heard, 1.0)
            or self._in_runs(heard, _MOST_ALIKE, self._alike_inside)
        )

    def spot(self, message: str) -> Codes:
        """The codes of the places that a message certainly names, in its order."""
        heard = words(message)[:_MOST_HEARD]
        return self._in_runs(heard, _MOST_WORDS, self._certain)

    # Building the index

    def _put_sound(self, sounding: str, code: str) -> None:
        if sounding and sounding not in self._heard:
            for key in _with_one_less(consonants(sounding)):
                self._near[key].append(sounding)
        _put(self._heard, sounding, code)

    # What a run of words may name

    def _in_runs(self, heard: list[str], most: int, named: Callable[[list[str], str], Codes]) -> Codes:
        """Every name in a message, in its order; a word is part of one name only, the longest."""
        taken: set[int] = set()
        found: dict[int, Codes] = {}
        for start, run in _runs(heard, most):
            at = range(start, start + len(run))
            if taken.isdisjoint(at) and (codes := named(run, heard[start - 1] if start else "")):
                taken.update(at)
                found[start] = codes
        return tuple(dict.fromkeys(code for start in sorted(found) for code in found[start]))

    def _certain(self, run: list[str], before: str) -> Codes:
        behind = before in self._hints.before
        if codes := self._as_spelt(run, behind=behind):
            return codes
        bare = self._hints.without_particle(run[0])
        if bare and (codes := self._as_spelt([bare, *run[1:]], behind=True)):
            return codes
        if not behind or not self._may_be_heard(run, _SHORTEST_HEARD):
            return ()
        codes = self._sounding(sound_of(run)) or self._alike(run, _STRICTLY)
        return codes if codes and self._people[codes[0]] >= _A_TOWN else ()

    def _as_spelt(self, run: list[str], *, behind: bool) -> Codes:
        """A run that is spelt like a name; `safi` is a town only behind `f`, `à`, `في`."""
        if len(run) == 1 and not behind and (run[0] in self._hints.common or len(run[0]) < _SHORTEST_HEARD):
            return ()
        if max(map(len, run)) < _LONGEST_OF_SEVERAL and len(run) > 1:  # "ça le" is not Salé
            return ()
        return self._by_size(self._spelt.get(without_articles(run), ()))

    def _exact_inside(self, run: list[str], _before: str) -> Codes:
        return self._sounding(sound_of(run)) if self._may_be_heard(run, _SHORTEST_HEARD) else ()

    def _alike_inside(self, run: list[str], before: str) -> Codes:
        if not self._may_be_heard(run, _SHORTEST_INSIDE):
            return ()
        return self._alike(run, 1.0 if before in self._hints.before else _STRICTLY)

    def _may_be_heard(self, run: list[str], shortest: int) -> bool:
        if run[0] in self._hints.never or run[-1] in self._hints.never | self._hints.leading:
            return False
        return len(consonants(sound_of(run))) >= shortest

    # Sounds

    def _sounding(self, sounding: str) -> Codes:
        return self._by_size(self._heard.get(sounding, ()))

    def _alike(self, run: list[str], strictness: float) -> Codes:
        """The places whose name sounds most alike, larger ones before smaller ones."""
        sounding = sound_of(run) if len(run) <= _MOST_WORDS else ""
        key = consonants(sounding)
        limit = min(_AT_MOST, _A_SIGN * len(sounding)) * strictness
        keys = _with_one_less(key) if len(key) >= _SHORTEST_ALIKE else {key}
        candidates = {known for one in keys for known in self._near.get(one, ())} if key else set()
        costs = ((distance(sounding, known, limit), known) for known in candidates)
        best = min(
            ((cost - self._weight(known), known) for cost, known in costs if cost <= limit), default=None
        )
        return self._sounding(best[1]) if best else ()

    def _weight(self, known: str) -> float:
        return _A_POWER_OF_TEN * max(log10(self._people[code] + 1) for code in self._heard[known])

    def _by_size(self, codes: Iterable[str]) -> Codes:
        return tuple(sorted(codes, key=lambda code: -self._people[code]))


def _put(index: dict[str, list[str]], key: str, code: str) -> None:
    if key and code not in index[key]:
        index[key].append(code)


def _runs(heard: list[str], most: int) -> Iterator[tuple[int, list[str]]]:
    """Each run of at most so many words with its place, the longest first."""
    for length in range(min(most, len(heard)), 0, -1):
        for start in range(len(heard) - length + 1):
            yield start, heard[start : start + length]


def _with_one_less(key: str) -> set[str]:
    return {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))} if len(key) > 2 else {key}
