"""The GSM 7-bit default alphabet (3GPP TS 23.038) and the French that almost fits it."""

from __future__ import annotations

import re
import unicodedata

_ESCAPE = 0x1B
#: By septet; the escape's place is held by a character that no text has.
_ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Behind an escape.
_EXTENSION = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
BASIC = frozenset(_ALPHABET) - {"\x1b"}
EXTENDED = frozenset(_EXTENSION.values())  # each is an escape pair: two septets
_WHOLE = BASIC | EXTENDED
# A character class looks at a text in a third of the time that a set takes.
_IN_BASIC, _IN_WHOLE = (
    re.compile(f"[{re.escape(''.join(sorted(characters)))}]*").fullmatch for characters in (BASIC, _WHOLE)
)


class _Septets(dict[int, str]):
    """For `str.translate`: a character's septets as characters of their values; any other is `?`."""

    def __missing__(self, _character: int) -> str:
        return "?"


_SEPTETS = _Septets(
    {ord(character): chr(septet) for septet, character in enumerate(_ALPHABET) if septet != _ESCAPE}
    | {ord(character): chr(_ESCAPE) + chr(septet) for septet, character in _EXTENSION.items()}
)
#: For `str.translate` the other way; a byte over 127 is no septet.
_CHARACTERS = _ALPHABET + "\ufffd" * 128

_LETTERS = str.maketrans("âêîôûëïÿçÀÂÈÊËÎÏÔÛÙŸáíóúÁÍÓÚ", "aeioueiycAAEEEIIOUUYaiouAIOU")
_SPACES = dict.fromkeys(
    map(ord, "\t\u00a0\u202f\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"), " "
)
# Of no use in a text that is otherwise left to right: soft hyphen, zero widths, bidi marks and isolates.
_INVISIBLE = dict.fromkeys([0xAD, 0xFEFF, *range(0x200B, 0x2010), 0x2060, *range(0x2066, 0x206A)], "")
_SIGNS = str.maketrans(
    {"œ": "oe", "Œ": "OE", "…": "...", "°": "o", "×": "x", "•": "-"}
    | dict.fromkeys("’‘‛ʼ′‹›`´", "'")
    | dict.fromkeys("«»“”„‟″", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
)
_FOLDS: dict[int, str | int] = {**_LETTERS, **_SPACES, **_INVISIBLE, **_SIGNS}


def is_gsm7(text: str) -> bool:
    """Whether every character is in the alphabet."""
    return _IN_WHOLE(text) is not None


def septets(text: str) -> int | None:
    """The size of a text in septets, an escape pair counting two; None where it leaves the alphabet."""
    if _IN_BASIC(text):
        return len(text)
    if not is_gsm7(text):
        return None
    return len(text) + sum(map(text.count, EXTENDED))


def wire_text(text: str) -> str:
    """The text as it is sent: within GSM-7 (half the price) where only French spelling keeps it out.

    A text that holds anything else (Arabic, an emoji) is UCS-2 anyway, so its French keeps its accents.
    """
    if is_gsm7(text):
        return text
    folded = unicodedata.normalize("NFC", text).translate(_FOLDS)
    return folded if is_gsm7(folded) else text


def encode(text: str) -> bytes:
    """The text's septets, one a byte; what is not in the alphabet is a question mark."""
    return text.translate(_SEPTETS).encode("latin-1")


def decode(octets: bytes) -> str:
    """The text of septets that stand one in a byte.

    As phones show it, an escape that means nothing is left out, or a space. A byte over 127 is no septet:
    U+FFFD.
    """
    if _ESCAPE not in octets:
        return octets.decode("latin-1").translate(_CHARACTERS)
    first, *escaped = octets.split(bytes([_ESCAPE]))
    return decode(first) + "".join(map(_unescape, escaped))


def _unescape(octets: bytes) -> str:
    """The text of what follows an escape."""
    if not octets:
        return " "
    return (_EXTENSION.get(octets[0]) or decode(octets[:1])) + decode(octets[1:])
