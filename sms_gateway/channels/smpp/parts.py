"""Long messages: their parts' headers read and written, three ways, and what a header says of its part.

The ways: a user data header before the text (UDH; 3GPP TS 23.040, 9.2.3.24) with a reference of 8 or 16
bits, the SAR parameters of SMPP, or the whole text in one message_payload that the SMSC cuts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sms_gateway.channels.smpp.codec import Pdu, Tag

if TYPE_CHECKING:
    from collections.abc import Iterator

UDH_FLAG = 0x40  # of esm_class
_REFERENCE_OF_8_BITS, _REFERENCE_OF_16_BITS = 0x00, 0x08


class Place(NamedTuple):
    """Where a part belongs; `reference` tells its kind too, as different kinds never mix."""

    reference: str
    total: int
    number: int


def read(pdu: Pdu) -> tuple[Place | None, bytes]:
    """A message's place in a chain (None where it stands alone) and its octets without any header."""
    octets, place = pdu.octets, None
    if pdu.number("esm_class") & UDH_FLAG:
        header, octets = _cut_header(octets)
        place = _place_of(header)
    place = place or _sar(pdu)
    return (place if place and 1 <= place.number <= place.total and place.total > 1 else None), octets


def _cut_header(octets: bytes) -> tuple[bytes, bytes]:
    """A header and what follows it; where its length is wrong there is none."""
    end = 1 + octets[0] if octets else 0
    return (octets[1:end], octets[end:]) if end <= len(octets) else (b"", octets)


def _place_of(header: bytes) -> Place | None:
    for kind, data in _elements(header):
        if kind == _REFERENCE_OF_8_BITS and len(data) == 3:
            return Place(f"udh8:{data[0]}", data[1], data[2])
        if kind == _REFERENCE_OF_16_BITS and len(data) == 4:
            return Place(f"udh16:{int.from_bytes(data[:2], 'big')}", data[2], data[3])
    return None


def _elements(header: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 2 <= len(header):
        kind, length = header[at], header[at + 1]
        at += 2 + length
        if at <= len(header):
            yield kind, header[at - length : at]


def _sar(pdu: Pdu) -> Place | None:
    reference, total, number = map(pdu.tlv_number, (Tag.SAR_REFERENCE, Tag.SAR_TOTAL, Tag.SAR_NUMBER))
    if reference is None or total is None or number is None:
        return None
    return Place(f"sar:{reference}", total, number)


def udh8(reference: int, total: int, number: int) -> bytes:
    """A header with a reference of 8 bits."""
    return bytes([5, _REFERENCE_OF_8_BITS, 3, reference & 0xFF, total, number])


def udh16(reference: int, total: int, number: int) -> bytes:
    """A header with a reference of 16 bits."""
    return bytes([6, _REFERENCE_OF_16_BITS, 4, *(reference & 0xFFFF).to_bytes(2, "big"), total, number])


def sar(reference: int, total: int, number: int) -> tuple[tuple[int, bytes], ...]:
    """The three SAR parameters."""
    return (
        (Tag.SAR_REFERENCE, (reference & 0xFFFF).to_bytes(2, "big")),
        (Tag.SAR_TOTAL, bytes([total])),
        (Tag.SAR_NUMBER, bytes([number])),
    )
