"""Folds what people type into plain words, so that one spelling stands for many. Runs on Python 3.10.

The fold, letter by letter (`FOLDS`):

| typed                                             | kept as                        |
|---------------------------------------------------|--------------------------------|
| capitals                                          | small letters                  |
| French accents, cedilla, `œ`, `æ`                 | the bare letter, `oe`, `ae`    |
| tashkeel, tatweel, Koranic marks                  | nothing                        |
| alef with hamza, madda or wasla                   | `ا`                            |
| `ى` and Persian `ی`; `ئ`                          | `ي`                            |
| `ة`                                               | `ه`                            |
| `ؤ`                                               | `و`                            |
| `ء` alone                                         | nothing                        |
| `گ`, Moroccan `ڭ`, Persian `ک`                    | `ك`                            |
| `پ`, `ڤ`, `چ`                                     | `ب`, `ف`, `ج`                  |
| Arabic-Indic and Persian digits, circled digits   | `0` to `9`                     |
| Arabic presentation forms, full-width Latin       | the ordinary letters           |
| bidi marks, zero-width signs, keycap signs        | nothing                        |
| a letter three or more times in a row             | once (`merciiii`)              |
| apostrophes, punctuation, emoji, other signs      | the border between two words   |

Entities are read from the original text; `western_digits` changes digits one for one: every offset stays.
"""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_RUN = re.compile(r"([^\W\d_])\1{2,}")

_ARABIC_LETTERS = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ة": "ه", "ؤ": "و", "ء": "",
    "گ": "ك", "ڭ": "ك", "ک": "ك", "پ": "ب", "ڤ": "ف", "چ": "ج", "ـ": "",
}  # fmt: skip
_LATIN_LETTERS = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "ı": "i"}
#: Signs that stand inside a word without being part of it.
_DROPPED_RANGES = (
    (0x0300, 0x036F),  # combining accents
    (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC), (0x06DF, 0x06E8),
    (0x06EA, 0x06ED),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2069), (0xFEFF, 0xFEFF), (0x00AD, 0x00AD),
    (0x20E3, 0x20E3), (0xFE00, 0xFE0F),  # keycap and variation signs
)  # fmt: skip
#: Letters and digits that Unicode itself says are forms of plainer ones.
_DECOMPOSED_RANGES = (
    (0x00C0, 0x024F),  # Latin with accents
    (0x1E00, 0x1EFF),
    (0x2460, 0x2473),  # circled numbers
    (0xFB50, 0xFDFF), (0xFE70, 0xFEFC),  # Arabic presentation forms
    (0xFF10, 0xFF5A),  # full-width Latin and digits
)  # fmt: skip
_DIGITS = {zero + n: str(n) for zero in (0x0660, 0x06F0, 0xFF10) for n in range(10)}


def _build_folds() -> dict[int, str]:
    folds = {code: "" for first, last in _DROPPED_RANGES for code in range(first, last + 1)}
    plain = {ord(typed): kept for typed, kept in (_ARABIC_LETTERS | _LATIN_LETTERS).items()}
    for first, last in _DECOMPOSED_RANGES:
        for code in range(first, last + 1):
            parts = unicodedata.normalize("NFKD", chr(code)).lower()
            folded = parts.translate(plain).translate(folds)
            if folded != chr(code):
                folds[code] = folded
    capitals = {code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}
    return folds | capitals | plain | _DIGITS


FOLDS = _build_folds()


def words(text: str) -> list[str]:
    """The folded words of a text, in their order; any text at all, in time linear in its length."""
    return _WORD.findall(_RUN.sub(r"\1", text).translate(FOLDS))


def fold(text: str) -> str:
    """The folded words of a text, one space between them."""
    return " ".join(words(text))


def located_words(text: str) -> list[tuple[str, int, int]]:
    """The folded words, each with where it begins and ends in the text as typed."""
    kept, places = [], []
    dropped = {at for run in _RUN.finditer(text) for at in range(run.start() + 1, run.end())}
    for at, letter in enumerate(text):
        folded = "" if at in dropped else letter.translate(FOLDS)
        kept.append(folded)
        places.extend([at] * len(folded))
    found = _WORD.finditer("".join(kept))
    return [(word[0], places[word.start()], places[word.end() - 1] + 1) for word in found]


def western_digits(text: str) -> str:
    """The text with Arabic-Indic, Persian and full-width digits as `0` to `9`; every offset stays."""
    return text.translate(_DIGITS)
