"""Word lists that map what people type to concepts: `nlu/concepts/<language>.txt`.

A line is `CONCEPT: word, word, several words, stem*`. Concepts are bits of an integer, so that a
message is one number and a rule a few comparisons. A word is looked for as it stands; then by its
sound, which is how free spelling is met, and behind its particles (`ف|الحساب`, `l|argent`,
`kan|tsenna`): see `nlu/sounds.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from nlu.datafiles import read_lines
from nlu.normalise import words
from nlu.sounds import ARABIC, ARABIZI, FRENCH, Sounds

#: Negated concepts stand this many bits higher: `!RECEIVE` is `RECEIVE << NEGATED`.
NEGATED = 128
_LONGEST_STEM = 12
OUT_OF_SCOPE = "OUT"


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


#: Entries of several words: what follows the first two words, and the concepts of the whole.
Phrases = dict[tuple[str, str], list[tuple[list[str], int]]]


@dataclass(frozen=True)
class Lexicon:
    """One language's word list, indexed.

    `exact` are the words as they stand, `stems` and `heard` what they sound like; `phrases` are the entries
    of several words, by their first two words, longest first.
    """

    sounds: Sounds
    exact: Mapping[str, int]
    stems: Mapping[str, int]
    heard: Mapping[str, int]
    phrases: Phrases

    def guess(self, word: str) -> int:
        """The concepts of a word that does not stand in the list as typed."""
        sounds = self.sounds
        return (
            self._denied(word)
            or self._behind(sounds.nouns, sounds.key(word), self.heard.get)
            or self._behind(sounds.verbs, sounds.stem(word), self._stemmed)
        )

    def _denied(self, word: str) -> int:
        """The concepts of a known word with a negation grown onto it: `ماجاني`, `majatch`."""
        for denial in self.sounds.denials:
            if word.startswith(denial):
                bare = word[len(denial) :]
                mask = self.exact.get(bare) or self.exact.get(bare.rstrip(self.sounds.denied_end), 0)
                if mask and len(bare) > 2:
                    return mask << NEGATED
        return 0

    def _behind(self, particles: frozenset[str], key: str, find: Callable[[str, int], int]) -> int:
        for length in range(min(self.sounds.longest_particle, len(key) - self.sounds.shortest) + 1):
            particle = key[:length]
            if particle not in particles:
                continue
            mask = find(key[length:], 0)
            if mask:
                return mask << NEGATED if self.sounds.negates(particle, key) else mask
        return 0

    def _stemmed(self, key: str, unknown: int) -> int:
        for length in range(min(len(key), _LONGEST_STEM), self.sounds.shortest - 1, -1):
            mask = self.stems.get(key[:length])
            if mask and self.sounds.ends(key[length:]):
                return mask
        return unknown


def _read(language: str, sounds: Sounds) -> Lexicon:
    exact: dict[str, int] = {}
    stems: dict[str, int] = {}
    phrases: dict[tuple[str, ...], int] = {}
    for mask, entry in _entries(language):
        parts = tuple(words(entry))
        if len(parts) > 1:
            phrases[parts] = phrases.get(parts, 0) | mask
        elif parts:
            exact[parts[0]] = exact.get(parts[0], 0) | mask
            if entry.endswith("*"):
                stems[parts[0]] = stems.get(parts[0], 0) | mask
    return Lexicon(
        sounds,
        exact,
        _sounding(stems, sounds.stem, sounds),
        _sounding(exact, sounds.key, sounds),
        _by_first_two(phrases),
    )


def _entries(language: str) -> Iterable[tuple[int, str]]:
    for line in read_lines(f"concepts/{language}.txt"):
        name, _, entries = line.partition(":")
        mask = _BITS.setdefault(name.strip(), 1 << len(_BITS))
        for entry in entries.split(","):
            yield mask, entry.strip()


def _sounding(known: Mapping[str, int], sound: Callable[[str], str], sounds: Sounds) -> dict[str, int]:
    """Masks by sound; where words of other concepts sound the same, only what they share counts.

    The list of what is out of scope is too wide to be met by sound.
    """
    heard: dict[str, int] = {}
    for word, mask in known.items():
        key = sound(word)
        if len(key) >= sounds.shortest and not mask & _BITS[OUT_OF_SCOPE]:
            heard[key] = heard.get(key, mask) & mask
    return {key: mask for key, mask in heard.items() if mask}


def _by_first_two(phrases: Mapping[tuple[str, ...], int]) -> Phrases:
    """What follows the first two words, with the mask of the whole."""
    by_first_two: Phrases = {}
    for parts, mask in sorted(phrases.items(), key=lambda entry: -len(entry[0])):
        by_first_two.setdefault((parts[0], parts[1]), []).append((list(parts[2:]), mask))
    return by_first_two


LEXICONS = {"fr": _read("fr", FRENCH), "ar": _read("ar", ARABIC), "ary_Latn": _read("ary_Latn", ARABIZI)}
#: Whose words count for a text of a language, the likeliest first. Mixed messages are common.
_ORDERS = {None: ("fr", "ary_Latn"), "fr": ("fr", "ary_Latn"), "ary_Latn": ("ary_Latn", "fr"), "ar": ("ar",)}
_LATIN_IN_ARABIC = ("fr", "ary_Latn")


def _order(word: str, language: str | None) -> tuple[str, ...]:
    if not word.isascii():
        return ("ar",)
    return _LATIN_IN_ARABIC if language == "ar" else _ORDERS[language]


@lru_cache(maxsize=1 << 15)
def concepts_of(word: str, language: str | None) -> int:
    """The concepts of one folded word in a text of that language; 0 where it is not known.

    In a text of no language that is known, a likeness of sound proves nothing.
    """
    order = _order(word, language)
    for name in order:
        mask = LEXICONS[name].exact.get(word)
        if mask:
            return mask
    return LEXICONS[order[0]].guess(word) if language is not None else 0


#: Every word that an entry of several words begins with.
PHRASE_STARTS = frozenset(first for lexicon in LEXICONS.values() for first, _second in lexicon.phrases)


def phrase_at(found: list[str], place: int, language: str | None) -> tuple[int, int]:
    """The longest entry of several words that begins at `place`: its concepts and how many words it takes."""
    if place + 1 == len(found):
        return 0, 0
    begins = (found[place], found[place + 1])
    for name in _order(found[place], language):
        for rest, mask in LEXICONS[name].phrases.get(begins, ()):
            end = place + 2 + len(rest)
            if found[place + 2 : end] == rest:
                return mask, end - place
    return 0, 0
