"""The words around the names of places, and what is left of a name without its article or particle."""

from __future__ import annotations

from dataclasses import dataclass

from nlu.datafiles import read_lines
from nlu.normalise import words

#: `f`, `b`, `l` grown onto a name: in, at, to.
_PARTICLES = "بفلfb"
#: An article that stands alone, folded: of a name as it is written, or left out.
ARTICLES = frozenset({"el", "al"})


@dataclass(frozen=True, slots=True)
class Hints:
    """Word lists, see places.txt; `never` are words that are no misspelt name."""

    before: frozenset[str]
    common: frozenset[str]
    leading: frozenset[str]
    never: frozenset[str]

    def without_particle(self, word: str) -> str | None:
        """The word behind a particle: `ففاس` is `فاس`; None where none stands there."""
        if len(word) > 3 and word[0] in _PARTICLES and word not in self.common:
            return f"ال{word[2:]}" if word.startswith("لل") else word[1:]
        return None


def read_hints() -> Hints:
    """The lists of places.txt, folded."""
    lines = dict(line.split(": ", 1) for line in read_lines("places.txt"))
    before, common, leading, around = (
        frozenset(words(lines[kind])) for kind in ("BEFORE", "COMMON", "LEADING", "AROUND")
    )
    return Hints(before, common, leading, before | common | around)


def without_articles(folded: list[str]) -> str:
    """Folded words as one, without the articles that people leave out."""
    bare = (word.removeprefix("ال") if len(word) > 4 else word for word in folded if word not in ARTICLES)
    return "".join(bare)
