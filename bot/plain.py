"""The letters that a cheap SMS can carry: the GSM 7-bit basic alphabet, and how French is written within it.

The gateway has its own, complete table for the wire; this one only keeps quoted and filled-in words within
budget, so it also avoids the extension characters (`€ [ ] { }`), which cost double.
"""

from __future__ import annotations

import unicodedata

_GSM7 = frozenset(
    " \n!\"#%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
    "£$¥§¿¡ÉÇÄÖÑÜÅÆØèéùìòàäöñüåæøß"
)
_SPELLINGS = str.maketrans(
    {
        "œ": "oe",
        "Œ": "OE",
        "’": "'",
        "‘": "'",
        "`": "'",
        "«": '"',
        "»": '"',
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "…": "...",
        "×": "x",
        "°": "o",
        "€": "EUR",
        "[": "(",
        "]": ")",
        "{": "(",
        "}": ")",
        "|": "/",
        "\\": "/",
        "^": " ",
        "~": "-",
    }
)


def is_gsm7(text: str) -> bool:
    """Whether every character is one septet of GSM-7."""
    return _GSM7.issuperset(text)


def fold(text: str) -> str:
    """French written within GSM-7 (`août` aout, `ê` e, `’` '); letters of other scripts stay as they are."""
    if is_gsm7(text):
        return text
    composed = unicodedata.normalize("NFC", text).translate(_SPELLINGS)
    return "".join(character if character in _GSM7 else _bare(character) for character in composed)


def _bare(character: str) -> str:
    """A letter without its accents, a space of any width as a space; else unchanged."""
    decomposed = unicodedata.normalize("NFKD", character)
    return decomposed[0] if decomposed[0] in _GSM7 else character
