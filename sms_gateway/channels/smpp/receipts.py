"""Delivery receipts: what an SMSC says became of a message, in text or in parameters.

The text is nobody's standard (SMPP 3.4, appendix B, gives an example that everybody varies):

    id:0123456789 sub:001 dlvrd:001 submit date:0810051205 done date:0810051206 stat:DELIVRD err:000 text:Bonj
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from sms_gateway.channels.smpp.codec import Pdu, Tag
from storage.records import MtState

#: How the ids of receipts are written where those of submit_sm_resp are the other way round.
IdForm = Literal["same", "hex", "decimal"]

STATES = {
    "DELIVRD": MtState.DELIVERED,
    "DELIVERED": MtState.DELIVERED,
    "ACCEPTD": MtState.SENT,
    "ACCEPTED": MtState.SENT,
    "ENROUTE": MtState.SENT,
    "BUFFERED": MtState.SENT,
    "SCHEDULED": MtState.SENT,
    "EXPIRED": MtState.FAILED,
    "DELETED": MtState.FAILED,
    "UNDELIV": MtState.FAILED,
    "UNDELIVERABLE": MtState.FAILED,
    "REJECTD": MtState.FAILED,
    "REJECTED": MtState.FAILED,
    "FAILED": MtState.FAILED,
    "SKIPPED": MtState.FAILED,
}
#: message_state's values (5.2.28; 0 and 9 are of SMPP 5.0).
_NUMBERED = (
    "SCHEDULED",
    "ENROUTE",
    "DELIVRD",
    "EXPIRED",
    "DELETED",
    "UNDELIV",
    "ACCEPTD",
    "UNKNOWN",
    "REJECTD",
    "SKIPPED",
)
_REPORT = 0x3C  # of esm_class: a receipt, an acknowledgement, a notification
_WORD = r"\s*:\s*([^\s:]{1,64})"
_ID, _STAT, _ERR = (re.compile(rf"\b{name}{_WORD}", re.IGNORECASE) for name in ("id", "stat", "err"))
_TEXT = re.compile(r"\btext\s*:", re.IGNORECASE)
_PLAIN = re.compile(r"[^A-Za-z0-9_-]")


class Receipt(NamedTuple):
    """What a receipt says: of which message ("" where it does not say), its words, and what they mean."""

    message_id: str
    words: str
    state: MtState | None


def is_receipt(pdu: Pdu) -> bool:
    """Whether the SMSC itself speaks.

    Never by the words alone: a person may text a receipt's words, and must not be able to report a delivery.
    """
    if pdu.number("esm_class") & _REPORT:
        return True
    return pdu.tlv(Tag.RECEIPTED_MESSAGE_ID) is not None and pdu.tlv(Tag.MESSAGE_STATE) is not None


def read(pdu: Pdu, form: IdForm = "same") -> Receipt:
    """A receipt; parameters count before the text."""
    text = pdu.octets.replace(b"\0", b"").decode("latin-1")  # without its NULs, UCS-2 is readable too
    head = text[: found.start()] if (found := _TEXT.search(text)) else text  # behind it are a person's words
    given = pdu.tlv(Tag.RECEIPTED_MESSAGE_ID)
    message_id = given.rstrip(b"\0").decode("latin-1") if given else _first(_ID, head)
    number = pdu.tlv_number(Tag.MESSAGE_STATE)
    stat = _numbered(number) if number is not None else _PLAIN.sub("", _first(_STAT, head)).upper()
    error = _PLAIN.sub("", _first(_ERR, head))
    words = f"{stat} err:{error}" if error.strip("0") else stat
    return Receipt(id_of(message_id, form), words, STATES.get(stat))


def id_of(raw: str, form: IdForm = "same") -> str:
    """An id as both sides mean it: without its case and leading zeros, which come and go between the two.

    `form` is how the given one is written where it must be turned into the other: a decimal one into hex, or
    a hex one into decimal.
    """
    plain = raw.strip().casefold().lstrip("0") or raw.strip()[:1]
    if form == "decimal" and plain.isascii() and plain.isdecimal() and len(plain) < 40:
        return f"{int(plain):x}"
    if form == "hex" and re.fullmatch(r"[0-9a-f]{1,32}", plain):
        return str(int(plain, 16))
    return plain


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


def _numbered(number: int) -> str:
    return _NUMBERED[number] if number < len(_NUMBERED) else f"STATE{number}"
