"""SMS shorthand written out: `nlu/shorthand.txt`, one `short=long` a line. Runs on Python 3.10."""

from __future__ import annotations

from nlu.datafiles import read_lines


def _read_shorthand() -> dict[str, list[str]]:
    pairs = (line.partition("=") for line in read_lines("shorthand.txt"))
    return {short.strip(): long.split() for short, _, long in pairs}


SHORTHAND = _read_shorthand()


def written_out(found: list[str], language: str | None) -> list[str]:
    """The words with SMS shorthand written out (`g`, `koi`, `larjan`); Darija is left as it is."""
    if language in {"ary_Latn", "ar"} or SHORTHAND.keys().isdisjoint(found):
        return found
    return [full for word in found for full in SHORTHAND.get(word, (word,))]
