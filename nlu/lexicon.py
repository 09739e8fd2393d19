"""Word lists that map what people type to concepts: `nlu/concepts/<language>.txt`.

A line is `CONCEPT: word, word, several words, stem*`. Concepts are bits of an integer, so that a message is one number
and a rule a few comparisons. A word is looked for as it stands; then behind its particles (`ف|الحساب`, `l|argent`,
`kan|tsenna`) and by its sound (`nlu/sounds.py`), which is how free spelling is met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from nlu.datafiles import read_lines
from nlu.normalise import words
from nlu.sounds import ARABIC, ARABIZI, FRENCH, Sounds

#: Negated concepts stand this many bits higher: `!RECEIVE` is `RECEIVE << NEGATED`.
NEGATED = 128
_LONGEST_STEM = 12


class UnknownConceptError(LookupError):
    """A rule names a concept that no word list holds."""


_BITS: dict[str, int] = {}


def bit(name: str) -> int:
    """The bit of a concept; `!NAME` is the negated one."""
    plain = name.removeprefix("!")
    if plain not in _BITS:
        raise UnknownConceptError(name)
    return _BITS[plain] << NEGATED if name.startswith("!") else _BITS[plain]


def names_of(mask: int) -> list[str]:
    """The names of the concepts in a mask, for people who mend the lists."""
    plain = [name for name, one in _BITS.items() if mask & one]
    return plain + [f"!{name}" for name, one in _BITS.items() if mask & (one << NEGATED)]


@dataclass(frozen=True)
class Lexicon:
    """One language's word list. `phrases` are entries of several words, by their first word, longest first."""

    sounds: Sounds
    exact: dict[str, int] = field(default_factory=dict)
    heard: dict[str, int] = field(default_factory=dict)
    stems: dict[str, int] = field(default_factory=dict)
    phrases: dict[str, list[tuple[tuple[str, ...], int]]] = field(default_factory=dict)

    def add(self, entry: str, mask: int) -> None:
        parts = tuple(words(entry))
        if entry.endswith("*") and len(parts) == 1:
            _join(self.stems, self.sounds.stem(parts[0]), mask)
        if len(parts) == 1:
            _join(self.exact, parts[0], mask)
            key = self.sounds.key(parts[0])
            if len(key) >= self.sounds.shortest:
                _join(self.heard, key, mask)
        elif parts:
            known = dict(self.phrases.get(parts[0], ()))
            known[parts] = known.get(parts, 0) | mask
            self.phrases[parts[0]] = sorted(known.items(), key=lambda entry: -len(entry[0]))

    def guess(self, word: str) -> int:
        """The concepts of a word that does not stand in the list as typed."""
        key, stem = self.sounds.key(word), self.sounds.stem(word)
        return self._behind_particles(key, self._heard) or self._behind_particles(stem, self._stemmed)

    def _behind_particles(self, key: str, find: Callable[[str], int]) -> int:
        for length in range(min(self.sounds.longest_particle, len(key) - self.sounds.shortest) + 1):
            particle = key[:length]
            if particle not in self.sounds.particles:
                continue
            mask = find(key[length:])
            if mask:
                return mask << NEGATED if self.sounds.negates(particle, key) else mask
        return 0

    def _heard(self, key: str) -> int:
        return self.heard.get(key, 0)

    def _stemmed(self, key: str) -> int:
        for length in range(min(len(key), _LONGEST_STEM), 1, -1):
            mask = self.stems.get(key[:length])
            if mask:
                return mask
        return 0


def _join(into: dict[str, int], key: str, mask: int) -> None:
    into[key] = into.get(key, 0) | mask


def _read(language: str, sounds: Sounds) -> Lexicon:
    lexicon = Lexicon(sounds)
    for line in read_lines(f"concepts/{language}.txt"):
        name, _, entries = line.partition(":")
        mask = _BITS.setdefault(name.strip(), 1 << len(_BITS))
        for entry in entries.split(","):
            lexicon.add(entry.strip(), mask)
    return lexicon


LEXICONS = {"fr": _read("fr", FRENCH), "ar": _read("ar", ARABIC), "ary_Latn": _read("ary_Latn", ARABIZI)}
#: Whose words count for a text of a language, the likeliest first. Mixed messages are common.
_ORDERS = {None: ("fr", "ary_Latn"), "fr": ("fr", "ary_Latn"), "ary_Latn": ("ary_Latn", "fr"), "ar": ("ar",)}
_LATIN_IN_ARABIC = ("fr", "ary_Latn")


def _order(word: str, language: str | None) -> Iterable[str]:
    if not word.isascii():
        return ("ar",)
    return _LATIN_IN_ARABIC if language == "ar" else _ORDERS[language]


@lru_cache(maxsize=1 << 15)
def concepts_of(word: str, language: str | None) -> int:
    """The concepts of one folded word in a text of that language; 0 where it is not known."""
    order = _order(word, language)
    for name in order:
        mask = LEXICONS[name].exact.get(word)
        if mask:
            return mask
    for name in order:
        mask = LEXICONS[name].guess(word)
        if mask:
            return mask
        if language is not None:
            break
    return 0


def phrase_at(found: list[str], place: int, language: str | None) -> tuple[int, int]:
    """The longest entry of several words that begins at `place`: its concepts and how many words it takes."""
    for name in _order(found[place], language):
        for parts, mask in LEXICONS[name].phrases.get(found[place], ()):
            if tuple(found[place : place + len(parts)]) == parts:
                return mask, len(parts)
    return 0, 0
