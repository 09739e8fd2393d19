"""How a text is cut into the parts that an operator bills."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from sms_gateway import gsm7

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

codecs.lookup("utf-16-be")  # its file is read here, not within a turn

Encoding = Literal["GSM-7", "UCS-2"]
#: The octets of a part, and how many of them a chained one gives to the header that joins it.
PART_OCTETS, UDH8_OCTETS, UDH16_OCTETS = 140, 6, 7
# A letter with its marks: Arabic vowels, combining accents, joiners, variation selectors.
_CLUSTER = re.compile(
    r".[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d\ufe0e\ufe0f]*", re.DOTALL
)


class Measure(Struct, frozen=True):
    """What a text costs: `units` are septets (GSM-7) or 16-bit units (UCS-2), `parts` is what is billed."""

    encoding: Encoding
    units: int
    parts: int


def measure(text: str, header: int = UDH8_OCTETS) -> Measure:
    """The encoding, size and number of parts of a text."""
    encoding, units = _weigh(text)
    alone, chained = _limits(encoding, header)
    if units <= alone:
        return Measure(encoding, units, 1)
    if units == len(text):  # no pair that a cut would have to spare: the parts are full but the last
        return Measure(encoding, units, -(-units // chained))
    return Measure(encoding, units, len(split(text, header)))


def split(text: str, header: int = UDH8_OCTETS, encoding: Encoding | None = None) -> list[str]:
    """The parts of a text, none over its limit; joined again they are the text.

    An escape pair or a surrogate pair is never cut, and a letter keeps its marks where that costs no part.
    `encoding` is the one to send it in, where it is not the cheapest.
    """
    cheapest, units = _weigh(text)
    if encoding == "UCS-2" != cheapest:
        units = _utf16_units(text)
    encoding = encoding or cheapest
    alone, chained = _limits(encoding, header)
    if units <= alone:
        return [text]
    if encoding == "GSM-7":
        return _pack(text, chained, _septets_of)
    tight = _pack(text, chained, _utf16_units)
    kind = _pack(_CLUSTER.findall(text), chained, _utf16_units)
    fits = len(kind) == len(tight) and max(map(_utf16_units, kind)) <= chained
    return kind if fits else tight


def _limits(encoding: Encoding, header: int) -> tuple[int, int]:
    """What a part holds alone and in a chain: 160 and 153 septets, 70 and 67 units of 16 bits."""
    if encoding == "GSM-7":
        return PART_OCTETS * 8 // 7, (PART_OCTETS - header) * 8 // 7
    return PART_OCTETS // 2, (PART_OCTETS - header) // 2


def _weigh(text: str) -> tuple[Encoding, int]:
    septets = gsm7.septets(text)
    return ("UCS-2", _utf16_units(text)) if septets is None else ("GSM-7", septets)


def _utf16_units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-be", "surrogatepass")) // 2


def _septets_of(character: str) -> int:
    return 2 if character in gsm7.EXTENDED else 1


def _pack(pieces: Iterable[str], limit: int, size: Callable[[str], int]) -> list[str]:
    """Fill parts up to the limit, a piece at a time, in order."""
    parts: list[str] = []
    part: list[str] = []
    room = limit
    for piece in pieces:
        need = size(piece)
        if need > room and part:
            parts.append("".join(part))
            part, room = [], limit
        part.append(piece)
        room -= need
    parts.append("".join(part))
    return parts
