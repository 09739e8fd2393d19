"""Tickets that somebody filed for a household: who, and which words may not go to that phone."""

from __future__ import annotations

import re

#: Words of money in the languages that officers write in.
_MONEY = re.compile(
    r"\b(?:dhs?|mad|dirhams?|mru|ouguiyas?|f ?cfa|xof|francs?|riyal\w*|ryal\w*)\b"
    r"|\d(?:dhs?|mad|mru|f)\b|درهم|دراهم|دراهيم|أوقي|فرنك|ريال",
    re.IGNORECASE,
)
#: A figure with what groups it: spaces, dots, a comma before centimes.
_FIGURE = re.compile(r"(?<![\d.,:+])\d+(?:[ .\u00a0\u202f]\d{3})*(?:[.,]\d{1,2})?(?![\d:])")
_NO_DIGIT = re.compile(r"\D")
_YEARS = range(1900, 2100)
_SMALLEST, _MOST_DIGITS = 100, 7


def names_an_amount(words: str) -> bool:
    """Whether words tell an amount: by a word of money, or a figure that is no year, date or phone."""
    western = "".join(str(int(letter)) if letter.isdecimal() else letter for letter in words)
    return bool(_MONEY.search(western)) or any(map(_is_an_amount, _FIGURE.findall(western)))


def _is_an_amount(figure: str) -> bool:
    whole = _NO_DIGIT.sub("", re.sub(r"[.,]\d{1,2}$", "", figure))
    if whole.startswith("0") or len(whole) > _MOST_DIGITS:
        return False
    return int(whole) >= _SMALLEST and int(whole) not in _YEARS
