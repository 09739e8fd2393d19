"""Finds what a message names, on its original text: references, case numbers, years, months, amounts, phones.

Each finder takes what it knows out of the text before the next one looks, the most certain first, so that the
year of a case number is no birth year and the digits of a phone are no reference. Values (plain JSON):

| kind          | value                                             |
|---------------|---------------------------------------------------|
| `reference`   | nine digits, the last one Damm's: `"482177353"`   |
| `case_number` | ten digits without the letters: `"2025000123"`    |
| `phone`       | digits as typed, `+` where international          |
| `amount`      | `{"minor": 90000, "currency": "MAD"}`             |
| `month`       | `"2025-11"`, `"11"` without a year, `"-1"` last   |
| `birth_year`  | `1978`                                            |
| `language`    | `fr`, `ar` or `ary_Latn`                          |
| `commune`     | its code in the programme's gazetteer             |
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from nlu.amounts import find_amount
from nlu.communes import NO_COMMUNES, Communes
from nlu.damm import is_valid
from nlu.datafiles import read_lines
from nlu.months import month_in_digits, month_in_words
from nlu.normalise import western_digits, words

#: What people put between groups of digits.
_GAP = r"[ .\-_/\u00a0\u202f]{0,2}"
_CASE_WITH_LETTERS = re.compile(rf"\ba\W?s\W?d{_GAP}((?:[0-9]{_GAP}){{9}}[0-9])(?![0-9])", re.IGNORECASE)
_CASE = re.compile(rf"(?<![0-9+])(20[2-4][0-9]{_GAP}(?:[0-9]{_GAP}){{5}}[0-9])(?![0-9])")
_REFERENCE = re.compile(rf"(?<![0-9+])((?:[0-9]{_GAP}){{8}}[0-9])(?!{_GAP}[0-9])")
_PHONE = re.compile(
    rf"(?<![0-9])((?:\+|00)(?:[0-9]{_GAP}){{9,14}}[0-9]|0[1-9](?:{_GAP}[0-9]){{8}})(?!{_GAP}[0-9])"
)
_NO_DIGIT = re.compile(r"[^0-9]+")
_YEAR = re.compile(r"(?<![^\W_])(?<![0-9][.,/-])(19[2-9][0-9]|20[01][0-9]|2020)(?![^\W_])(?![.,][0-9])")
_DATE_YEAR = re.compile(r"(?<![0-9])[0-9]{1,2}[ ./-][0-9]{1,2}[ ./-](19[2-9][0-9]|20[01][0-9]|2020)(?![0-9])")

#: What grows onto a single digit and leaves it a number: `5dh`.
_UNITS = frozenset({"", "dh", "dhs", "mru", "fcfa"})

FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR = 1920, 2015

_Found = tuple[Any, str]


def _read_language_names() -> dict[str, str]:
    lines = (line.partition(": ") for line in read_lines("language_names.txt"))
    return {name: language for language, _, names in lines for name in names.split(", ")}


LANGUAGE_NAMES = _read_language_names()


def find_entities(
    text: str, found_words: list[str] | None = None, communes: Communes = NO_COMMUNES
) -> dict[str, Any]:
    """The entities of a text, the first of each kind; `found_words` are its folded words where known."""
    folded = words(text) if found_words is None else found_words
    entities: dict[str, Any] = {}
    if any(map(_holds_number, folded)):
        rest = western_digits(text)
        for kind, find in _FINDERS:
            value, rest = find(rest)
            if value is not None:
                entities[kind] = value
    month = month_in_words(folded)
    if month is not None:
        entities.setdefault("month", month)
    language = _find_language(folded)
    if language is not None:
        entities["language"] = language
    commune = communes.find(folded)
    if commune is not None:
        entities["commune"] = commune
    return entities


def _holds_number(word: str) -> bool:
    """Whether digits stand in a word as a number, not as letters of Darija (`3lach`)."""
    return word[:2].isdecimal() or word[-2:].isdecimal() or (word[:1].isdecimal() and word[1:] in _UNITS)


def find_reference(text: str) -> str | None:
    """The ticket reference in a text, as nine digits."""
    reference: str | None = _find_reference(western_digits(text))[0]
    return reference


def _digits(text: str) -> str:
    return _NO_DIGIT.sub("", text)


def _take(text: str, match: re.Match[str]) -> str:
    """The text without what was understood; a sign stands in its place, so that nothing grows together."""
    return f"{text[: match.start()]} ; {text[match.end() :]}"


def _find_case_number(text: str) -> _Found:
    for pattern in (_CASE_WITH_LETTERS, _CASE):
        match = pattern.search(text)
        if match:
            return _digits(match[1]), _take(text, match)
    return None, text


def _find_phone(text: str) -> _Found:
    match = _PHONE.search(text)
    if match is None:
        return None, text
    digits = _digits(match[1])
    if match[1].startswith("+"):
        digits = f"+{digits}"
    elif digits.startswith("00"):
        digits = f"+{digits[2:]}"
    return digits, _take(text, match)


def _find_reference(text: str) -> _Found:
    for match in _REFERENCE.finditer(text):
        digits = _digits(match[1])
        if is_valid(digits):
            return digits, _take(text, match)
    return None, text


def _find_birth_year(text: str) -> _Found:
    match = _DATE_YEAR.search(text) or _YEAR.search(text)
    if match is None or not FIRST_BIRTH_YEAR <= int(match[1]) <= LAST_BIRTH_YEAR:
        return None, text
    return int(match[1]), _take(text, match)


def _find_language(folded: list[str]) -> str | None:
    if LANGUAGE_NAMES.keys().isdisjoint(folded):
        return None
    return next(LANGUAGE_NAMES[word] for word in folded if word in LANGUAGE_NAMES)


_FINDERS: tuple[tuple[str, Callable[[str], _Found]], ...] = (
    ("case_number", _find_case_number),
    ("phone", _find_phone),
    ("reference", _find_reference),
    ("amount", find_amount),
    ("month", month_in_digits),
    ("birth_year", _find_birth_year),
)
