"""SMPP 3.4 on the wire: a PDU from bytes and back, by tables (the specification's chapters 4 and 5).

Total over bytes: `decode` raises nothing but `PduError`. Lenient where peers are known to be careless and
nothing is lost by it: a response may end early, a text may be longer than the specification allows or lack
its last NUL at the end of the PDU, and optional parameters (TLVs) that do not add up are left out.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADER = struct.Struct(">IIII")  # length, command, status, sequence
_TLV = struct.Struct(">HH")  # tag, length
RESPONSE = 0x80000000
#: A text of 64 KiB in one TLV and what stands around it; what claims to be longer is no PDU.
LONGEST_PDU = 0x10000 + 1024
LONGEST_SHORT_MESSAGE = 254


class Command(IntEnum):
    """What a PDU asks for; its answer is the same with `RESPONSE`."""

    BIND_RECEIVER = 0x01
    BIND_TRANSMITTER = 0x02
    QUERY_SM = 0x03
    SUBMIT_SM = 0x04
    DELIVER_SM = 0x05
    UNBIND = 0x06
    REPLACE_SM = 0x07
    CANCEL_SM = 0x08
    BIND_TRANSCEIVER = 0x09
    OUTBIND = 0x0B
    ENQUIRE_LINK = 0x15
    SUBMIT_MULTI = 0x21
    ALERT_NOTIFICATION = 0x102
    DATA_SM = 0x103
    GENERIC_NACK = RESPONSE


class Status(IntEnum):
    """The results that this gateway says, or acts upon (5.1.3)."""

    OK = 0x00
    INVALID_LENGTH = 0x02
    UNKNOWN_COMMAND = 0x03
    SYSTEM_ERROR = 0x08
    QUEUE_FULL = 0x14
    THROTTLED = 0x58
    TEMPORARY = 0x64
    PERMANENT = 0x65
    REJECTED = 0x66


class Tag(IntEnum):
    """The optional parameters that this gateway reads or writes (5.3.2)."""

    RECEIPTED_MESSAGE_ID = 0x001E
    USER_MESSAGE_REFERENCE = 0x0204
    SAR_REFERENCE = 0x020C
    SAR_TOTAL = 0x020E
    SAR_NUMBER = 0x020F
    SC_INTERFACE_VERSION = 0x0210
    MESSAGE_PAYLOAD = 0x0424
    MESSAGE_STATE = 0x0427
    USSD_SERVICE_OP = 0x0501
    ITS_SESSION_INFO = 0x1383


class PduError(Exception):
    """These bytes are no PDU; `status` is what their sender is answered."""

    def __init__(self, status: Status, sequence: int = 0) -> None:
        super().__init__(f"not a PDU: {status.name.lower()}")
        self.status = status
        self.sequence = sequence


Kind = Literal["text", "byte", "counted"]


class Field(NamedTuple):
    """One mandatory parameter: a text ended by NUL, a byte, or octets behind their count."""

    name: str
    kind: Kind


def _fields(names: str) -> tuple[Field, ...]:
    """`service_type esm_class#`: a text, a byte (`#`); `[...]` is counted."""
    kinds: dict[str, Kind] = {"#": "byte", "]": "counted"}
    return tuple(Field(name.strip("#[]"), kinds.get(name[-1], "text")) for name in names.split())


_SOURCE = "source_ton# source_npi# source"
_DESTINATION = "destination_ton# destination_npi# destination"
_BIND = _fields("system_id password system_type interface_version# address_ton# address_npi# address_range")
_MESSAGE = _fields(
    f"service_type {_SOURCE} {_DESTINATION} esm_class# protocol_id# priority# schedule validity"
    " registered_delivery# replace# data_coding# default_message# [short_message]"
)
_MESSAGE_ID = _fields("message_id")
_BIND_ANSWER = _fields("system_id")

#: What each PDU is made of; one that is not here keeps its body as it came, in `rest`.
LAYOUTS: Mapping[int, tuple[Field, ...]] = {
    Command.BIND_RECEIVER: _BIND,
    Command.BIND_TRANSMITTER: _BIND,
    Command.BIND_TRANSCEIVER: _BIND,
    Command.BIND_RECEIVER | RESPONSE: _BIND_ANSWER,
    Command.BIND_TRANSMITTER | RESPONSE: _BIND_ANSWER,
    Command.BIND_TRANSCEIVER | RESPONSE: _BIND_ANSWER,
    Command.OUTBIND: _fields("system_id password"),
    Command.UNBIND: (),
    Command.UNBIND | RESPONSE: (),
    Command.ENQUIRE_LINK: (),
    Command.ENQUIRE_LINK | RESPONSE: (),
    Command.GENERIC_NACK: (),
    Command.SUBMIT_SM: _MESSAGE,
    Command.SUBMIT_SM | RESPONSE: _MESSAGE_ID,
    Command.DELIVER_SM: _MESSAGE,
    Command.DELIVER_SM | RESPONSE: _MESSAGE_ID,
    Command.DATA_SM: _fields(
        f"service_type {_SOURCE} {_DESTINATION} esm_class# registered_delivery# data_coding#"
    ),
    Command.DATA_SM | RESPONSE: _MESSAGE_ID,
    Command.QUERY_SM: _fields(f"message_id {_SOURCE}"),
    Command.QUERY_SM | RESPONSE: _fields("message_id final_date message_state# error_code#"),
    Command.CANCEL_SM: _fields(f"service_type message_id {_SOURCE} {_DESTINATION}"),
    Command.CANCEL_SM | RESPONSE: (),
    Command.REPLACE_SM: _fields(
        f"message_id {_SOURCE} schedule validity registered_delivery# default_message# [short_message]"
    ),
    Command.REPLACE_SM | RESPONSE: (),
    Command.ALERT_NOTIFICATION: _fields(f"{_SOURCE} esme_ton# esme_npi# esme"),
}


@dataclass(frozen=True, slots=True)
class Pdu:
    """One protocol data unit.

    `texts` and `numbers` are its mandatory parameters by name (what is left out is empty or 0), `tlvs` its
    optional ones as they came, `rest` the body of a PDU whose layout is not known.
    """

    command: int
    sequence: int = 0
    status: int = Status.OK
    texts: Mapping[str, bytes] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    tlvs: tuple[tuple[int, bytes], ...] = ()
    rest: bytes = b""

    def text(self, name: str) -> bytes:
        """A text parameter, or octets behind their count."""
        return self.texts.get(name, b"")

    def number(self, name: str) -> int:
        """A parameter of one byte."""
        return self.numbers.get(name, 0)

    def tlv(self, tag: int) -> bytes | None:
        """The first optional parameter of a tag."""
        for known, value in self.tlvs:
            if known == tag:
                return value
        return None

    def tlv_number(self, tag: int) -> int | None:
        """An optional parameter read as a number; None where it is missing or empty."""
        value = self.tlv(tag)
        return int.from_bytes(value, "big") if value else None

    @property
    def octets(self) -> bytes:
        """The message itself, wherever its sender put it."""
        return self.text("short_message") or self.tlv(Tag.MESSAGE_PAYLOAD) or b""


def encode(pdu: Pdu, sequence: int | None = None) -> bytes:
    """A PDU as bytes, with `sequence` in the place of its own where it is given.

    Raises `PduError` where a text holds a NUL or is longer than its count can tell.
    """
    texts, numbers = pdu.texts, pdu.numbers
    body = bytearray()
    for name, kind in LAYOUTS.get(pdu.command, ()):
        if kind == "byte":
            body.append(numbers.get(name, 0) & 0xFF)
        elif kind == "counted":
            body += _counted(texts.get(name, b""))
        else:
            body += _ended(texts.get(name, b""))
    body += pdu.rest
    for tag, value in pdu.tlvs:
        body += _TLV.pack(tag, len(value)) + value
    number = pdu.sequence if sequence is None else sequence
    return HEADER.pack(HEADER.size + len(body), pdu.command, pdu.status, number) + body


def _counted(octets: bytes) -> bytes:
    if len(octets) > LONGEST_SHORT_MESSAGE:
        raise PduError(Status.INVALID_LENGTH)
    return bytes([len(octets)]) + octets


def _ended(text: bytes) -> bytes:
    if b"\0" in text:
        raise PduError(Status.INVALID_LENGTH)
    return text + b"\0"


def decode(frame: bytes) -> Pdu:
    """The PDU of a whole frame. Raises `PduError`."""
    if len(frame) < HEADER.size:
        raise PduError(Status.INVALID_LENGTH)
    length, command, status, sequence = HEADER.unpack_from(frame)
    if length != len(frame):
        raise PduError(Status.INVALID_LENGTH, sequence)
    layout = LAYOUTS.get(command)
    if layout is None:
        return Pdu(command, sequence, status, rest=frame[HEADER.size :])
    texts: dict[str, bytes] = {}
    numbers: dict[str, int] = {}
    at = HEADER.size
    for name, kind in layout:
        if at >= length:
            if command & RESPONSE:  # a refusal has no body, and some leave out what is empty
                break
            raise PduError(Status.INVALID_LENGTH, sequence)
        if kind == "text":
            end = frame.find(b"\0", at)
            texts[name] = frame[at : end if end >= 0 else length]
            at = end + 1 if end >= 0 else length
            continue
        first = frame[at]
        at += 1
        if kind == "byte":
            numbers[name] = first
        else:
            if at + first > length:
                raise PduError(Status.INVALID_LENGTH, sequence)
            texts[name] = frame[at : at + first]
            at += first
    return Pdu(command, sequence, status, texts, numbers, _tlvs(frame, at))


def _tlvs(frame: bytes, at: int) -> tuple[tuple[int, bytes], ...]:
    """What stands behind the mandatory parameters, up to the first that does not add up."""
    found = []
    while at + _TLV.size <= len(frame):
        tag, length = _TLV.unpack_from(frame, at)
        at += _TLV.size
        if at + length > len(frame):
            break
        found.append((tag, frame[at : at + length]))
        at += length
    return tuple(found)


class Frames:
    """Cuts a stream into frames."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The frames that are whole now. Raises `PduError` where the stream cannot be followed any more."""
        waiting = self._waiting
        waiting += data
        frames = []
        at = 0
        while len(waiting) - at >= HEADER.size:
            length = int.from_bytes(waiting[at : at + 4], "big")
            if not HEADER.size <= length <= LONGEST_PDU:
                raise PduError(Status.INVALID_LENGTH, int.from_bytes(waiting[at + 12 : at + 16], "big"))
            if len(waiting) - at < length:
                break
            frames.append(bytes(waiting[at : at + length]))
            at += length
        del waiting[:at]
        return frames
