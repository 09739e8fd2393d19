"""What comes over SMPP, piece by piece; the whole PDU is tests/fuzz/smpp.py."""

from __future__ import annotations

from sms_gateway import gsm7
from sms_gateway.channels.smpp import alphabets, parts, receipts
from sms_gateway.channels.smpp.codec import Command, Pdu, Tag
from sms_gateway.channels.smpp.inbound import Inbound
from storage.records import MoPart

JOINER = Inbound("fuzz", "MA", "gsm7", "same")
TEXTS = (b"Bonjour \x1be{", "سلام é".encode("utf-16-be"), "😀".encode("utf-16-be"), b"\x1b\x1b\x1b", b"")
RECEIPT = (
    b"id:A0 sub:001 dlvrd:001 submit date:2511221100 done date:2511221101 stat:DELIVRD err:000 text:Bonj"
)


def decode_gsm7(data):
    text = gsm7.decode(data)
    text.encode()
    assert len(text) <= len(data)


def decode_ucs2(data):
    for coding in (0, 1, 3, 4, 8, 0x11, 0xF5, data[0] if data else 0):
        for default in ("gsm7", "ascii", "latin1", "utf8"):
            alphabets.decode(coding, data, default).encode()


def join_parts(data):
    """The first byte says how the rest is cut into parts, the headers are in the bytes."""
    size, rest = (data[0] % 60 + 1, data[1:]) if data else (1, b"")
    chain = []
    for start in range(0, min(len(rest), 600), size):
        pdu = Pdu(
            Command.DELIVER_SM, 1, 0, {"short_message": rest[start : start + size]}, {"esm_class": 0x40}
        )
        place, octets = parts.read(pdu)
        if place is not None:
            assert 1 <= place[2] <= place[1] or 1 <= place[1] <= 255
            chain.append(MoPart("fuzz", "", "", *place, rest[0], octets, 0))
    if chain:
        JOINER.join(chain).encode()


def read_receipt(data):
    cut = data[0] % (len(data) + 1) if data else 0
    tlvs = ((Tag.MESSAGE_STATE, data[:1]), (Tag.RECEIPTED_MESSAGE_ID, data[1:cut]))
    for given in ((), tlvs):
        pdu = Pdu(Command.DELIVER_SM, 1, 0, {"short_message": data[cut:]}, {"esm_class": 4}, given)
        receipts.is_receipt(pdu)
        for form in ("same", "hex", "decimal"):
            receipt = receipts.read(pdu, form)
            receipt.words.encode()


TARGETS = {
    "gsm7": (decode_gsm7, TEXTS),
    "ucs2": (decode_ucs2, TEXTS),
    "parts": (
        join_parts,
        [
            bytes([20]) + (parts.udh8(1, 3, 1) + b"a" * 14) * 3,
            bytes([30]) + parts.udh16(1, 2, 2) + b"b" * 60,
            *TEXTS,
        ],
    ),
    "receipts": (read_receipt, [b"\2" + RECEIPT, b"\x08A0\0" + RECEIPT, b"\2id:1 stat:"]),
}
