"""Texts as octets by data_coding (SMPP 3.4, 5.2.19; 3GPP TS 23.038, chapter 4)."""

from __future__ import annotations

from typing import Literal

from sms_gateway import gsm7

#: What data_coding 0 means is the SMSC's to say.
Default = Literal["gsm7", "ascii", "latin1", "utf8"]

GSM7, UCS2 = 0x00, 0x08
_CODECS = {
    0x01: "ascii",
    0x02: "latin-1",  # octets of no alphabet
    0x03: "latin-1",
    0x04: "latin-1",
    0x05: "shift_jis",
    0x06: "iso8859-5",
    0x07: "iso8859-8",
    0x08: "utf-16-be",
    0x0D: "euc_jp",
    0x0E: "euc_kr",
}
_DEFAULTS = {"ascii": "ascii", "latin1": "latin-1", "utf8": "utf-8"}
_LITTLE_ENDIAN = b"\xff\xfe"


def encode(text: str, default: Default = "gsm7", coding: int | None = None) -> tuple[int, bytes]:
    """The data_coding of a text and its octets; `coding` is given where it is settled already.

    The SMSC's own alphabet serves where it has the whole text and the phone's has too, else UCS-2.
    """
    if coding != UCS2 and gsm7.is_gsm7(text):
        if default == "gsm7":
            return GSM7, gsm7.encode(text)
        try:
            return GSM7, text.encode(_DEFAULTS[default])
        except UnicodeEncodeError:
            pass
    return UCS2, text.encode("utf-16-be", "replace")


def decode(coding: int, octets: bytes, default: Default = "gsm7") -> str:
    """The text of octets; what cannot be read is U+FFFD. Never fails."""
    codec = _codec_of(coding)
    if codec is None and coding == GSM7:
        codec = _DEFAULTS.get(default)
    if codec is None:
        return gsm7.decode(octets)
    if codec == "utf-16-be" and octets.startswith(_LITTLE_ENDIAN):
        codec = "utf-16"
    return octets.decode(codec, "replace").removeprefix("\ufeff")


def _codec_of(coding: int) -> str | None:
    """None is GSM-7: in the general groups bits 3 and 2 tell the alphabet, in the others the group does."""
    group = coding >> 4
    if group == 0x0:
        return _CODECS.get(coding)
    if group in {0x1, 0x2, 0x3}:
        return {1: "latin-1", 2: "utf-16-be"}.get(coding >> 2 & 3)
    if group == 0xE:
        return "utf-16-be"
    if group == 0xF:
        return "latin-1" if coding & 0x04 else None
    return None
