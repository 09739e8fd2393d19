"""Finds a month: by its name in any of our languages, as `chhar 11`, as `11/2025`, or as the last one."""

from __future__ import annotations

import re

from nlu.datafiles import read_lines
from nlu.normalise import words

#: What grows onto an Arabic name: بنونبر.
_JOINTS = ("", "لل", "ل", "ب", "ف", "و", "د")
#: Names that mean other things too: a month only beside a month word, a preposition or a year.
_DOUBTFUL = frozenset(words("out may mayo dec oct nov sept jan fev mars aut ماي مرس جوان"))
_MONTH_WORDS = frozenset(
    words("mois moi chhar chher chahr xhar shhar ch7ar mwa شهر الشهر لشهر بشهر بالشهر فالشهر")
)
_BEFORE = _MONTH_WORDS | frozenset(words("en de du fi f fin debut pour depuis في dyal ديال"))

#: The month that was last, whichever that is by the day.
LAST_MONTH = "-1"
#: What says so right behind a month word.
_LAST_IS_SAID = (
    "passé, dernier, précédent, li fat, lli fat, lifat, li fet, li daz, lli daz, ldayez, lfayet,"
    " الماضي, الفائت, الفايت, المنصرم, لي فات, اللي فات, لي داز, اللي داز"
)
_LAST = frozenset(tuple(words(said)) for said in _LAST_IS_SAID.split(","))

_NUMERIC = re.compile(r"(?<![0-9/.-])(0?[1-9]|1[0-2])\s?[/.-]\s?(20[2-4][0-9])(?![0-9/.-])")
_ISO = re.compile(r"(?<![0-9/.-])(20[2-4][0-9])[/.-](0?[1-9]|1[0-2])(?![0-9/.-])")
_YEAR = re.compile(r"20[2-4][0-9]")
_ORDINAL = re.compile(r"0?[1-9]|1[0-2]")


def _read_names() -> dict[str, int]:
    plain = {name: number for number, line in enumerate(read_lines("months.txt"), 1) for name in line.split()}
    grown = {
        joint + name: number
        for name, number in plain.items()
        for joint in _JOINTS
        if not name.isascii() and len(name) > 3
    }
    elided = {f"d{name}": number for name, number in plain.items() if name[0] in "ao" and name.isascii()}
    return grown | elided | plain


MONTH_NAMES = _read_names()
_WORDS = MONTH_NAMES.keys() | _MONTH_WORDS


def month_in_digits(text: str) -> tuple[str | None, str]:
    """A month written `11/2025` or `2025-11`, as `YYYY-MM`, and the text; digits are western."""
    for pattern, month, year in ((_NUMERIC, 1, 2), (_ISO, 2, 1)):
        match = pattern.search(text)
        if match:
            return f"{match[year]}-{int(match[month]):02}", text
    return None, text


def month_in_words(folded: list[str]) -> str | None:
    """A month named in folded words: `YYYY-MM`, `MM` where no year is said, or `LAST_MONTH`."""
    if _WORDS.isdisjoint(folded):
        return None
    number = _by_words(folded)
    if number is None:
        return LAST_MONTH if _is_last(folded) else None
    year = next((word for word in folded if _YEAR.fullmatch(word)), None)
    return f"{year}-{number:02}" if year else f"{number:02}"


def _by_words(folded: list[str]) -> int | None:
    for place, word in enumerate(folded):
        after = folded[place + 1] if place + 1 < len(folded) else ""
        number = MONTH_NAMES.get(word)
        if number is not None and (word not in _DOUBTFUL or _is_backed(folded, place, after)):
            return number
        if word in _MONTH_WORDS and _ORDINAL.fullmatch(after):
            return int(after)
    return None


def _is_last(folded: list[str]) -> bool:
    """Whether a month word is followed by what makes it the last one: `chhar li fat`."""
    behind = (place for place, word in enumerate(folded, 1) if word in _MONTH_WORDS)
    return any(tuple(folded[place : place + size]) in _LAST for place in behind for size in (1, 2))


def _is_backed(folded: list[str], place: int, after: str) -> bool:
    before = folded[place - 1] if place else ""
    return before in _BEFORE or bool(_YEAR.fullmatch(after)) or len(folded) == 1
