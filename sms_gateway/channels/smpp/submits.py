"""What is sent: a message as submit_sm, one or several, and what an SMSC's answer says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from sms_gateway.channels.smpp import parts
from sms_gateway.channels.smpp.alphabets import UCS2, Default, encode
from sms_gateway.channels.smpp.codec import Command, Pdu, Status, Tag
from sms_gateway.segments import UDH8_OCTETS, UDH16_OCTETS, split
from storage.records import MtMessage

#: How a long message goes: a header with a reference of 8 or 16 bits, SAR parameters, or whole.
Way = Literal["udh8", "udh16", "sar", "payload"]
#: Which parts ask for a receipt.
Receipts = Literal["last", "each", "none"]

MOST_PARTS, LONGEST_PAYLOAD = 255, 0xFFFF
INTERNATIONAL, ALPHANUMERIC, UNKNOWN = 1, 5, 0
ISDN = 1


class TooLongError(Exception):
    """No chain of parts, or no parameter, holds so long a text."""

    def __init__(self) -> None:
        super().__init__("too long for SMPP")


class Address(NamedTuple):
    """A phone or a short code as SMPP writes it: type of number, numbering plan, digits."""

    ton: int
    npi: int
    digits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a link's SMSC wants its messages; `source_ton` and `source_npi` None: by the look of the number."""

    way: Way = "udh8"
    receipts: Receipts = "last"
    alphabet: Default = "gsm7"
    service_type: str = ""
    source_ton: int | None = None
    source_npi: int | None = None

    @property
    def header_octets(self) -> int:
        """What the header of each part takes from its 140 octets."""
        return UDH16_OCTETS if self.way == "udh16" else UDH8_OCTETS


def address_of(number: str, ton: int | None = None, npi: int | None = None) -> Address:
    """`+212...` is international, letters are a name, other digits (a short code) of no stated type."""
    digits = number.removeprefix("+")
    if number.startswith("+"):
        seen = (INTERNATIONAL, ISDN)
    elif digits.isdecimal():
        seen = (UNKNOWN, ISDN)
    else:
        seen = (ALPHANUMERIC, 0)
    return Address(seen[0] if ton is None else ton, seen[1] if npi is None else npi, digits)


def submits(mt: MtMessage, reference: int, style: Style) -> list[Pdu]:
    """The submit_sm PDUs of a message; with the same reference they are the same. Raises `TooLongError`."""
    coding, octets = encode(mt.text, style.alphabet)
    texts = [mt.text]
    if style.way != "payload":
        texts = split(mt.text, style.header_octets, "UCS-2" if coding == UCS2 else "GSM-7")
    if len(texts) > MOST_PARTS or len(octets) > LONGEST_PAYLOAD:
        raise TooLongError
    if len(texts) == 1:
        return [_one(mt, coding, octets, style)]
    chunks = [encode(text, style.alphabet, coding)[1] for text in texts]
    return [
        _chained(mt, coding, chunk, style, parts.Place(str(reference), len(chunks), number))
        for number, chunk in enumerate(chunks, start=1)
    ]


def _one(mt: MtMessage, coding: int, octets: bytes, style: Style) -> Pdu:
    long = len(octets) > 254 or (style.way == "payload" and len(split(mt.text)) > 1)
    tlvs = ((int(Tag.MESSAGE_PAYLOAD), octets),) if long else ()
    return _submit(mt, coding, b"" if long else octets, style, receipt=style.receipts != "none", tlvs=tlvs)


def _chained(mt: MtMessage, coding: int, octets: bytes, style: Style, place: parts.Place) -> Pdu:
    reference, total, number = int(place.reference), place.total, place.number
    receipt = style.receipts == "each" or (style.receipts == "last" and number == total)
    if style.way == "sar":
        return _submit(mt, coding, octets, style, receipt=receipt, tlvs=parts.sar(reference, total, number))
    header = (parts.udh16 if style.way == "udh16" else parts.udh8)(reference, total, number)
    return _submit(mt, coding, header + octets, style, receipt=receipt, esm_class=parts.UDH_FLAG)


def _submit(
    mt: MtMessage,
    coding: int,
    octets: bytes,
    style: Style,
    *,
    receipt: bool,
    esm_class: int = 0,
    tlvs: tuple[tuple[int, bytes], ...] = (),
) -> Pdu:
    source = address_of(mt.sender, style.source_ton, style.source_npi)
    destination = address_of(mt.recipient)
    return Pdu(
        Command.SUBMIT_SM,
        texts={
            "service_type": style.service_type.encode(),
            "source": source.digits.encode(),
            "destination": destination.digits.encode(),
            "short_message": octets,
        },
        numbers={
            "source_ton": source.ton,
            "source_npi": source.npi,
            "destination_ton": destination.ton,
            "destination_npi": destination.npi,
            "esm_class": esm_class,
            "registered_delivery": int(receipt),
            "data_coding": coding,
        },
        tlvs=tlvs,
    )


class Retry(NamedTuple):
    """How often, and after how many seconds, a refused message is tried again."""

    times: int
    seconds: int


#: Refusals that speak of the moment; any other is of the message, and for good.
RETRIES = {
    Status.THROTTLED: Retry(20, 30),
    Status.QUEUE_FULL: Retry(2, 180),
    Status.SYSTEM_ERROR: Retry(2, 30),
    Status.TEMPORARY: Retry(2, 30),
}
#: Not bound for this: the line's trouble, not the message's.
WRONG_BIND_STATE = 0x04
