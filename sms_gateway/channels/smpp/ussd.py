"""USSD over SMPP: one deliver_sm is what a person dialled or typed, one submit_sm the screen that answers it.

The operation stands in ussd_service_op; how sessions are told apart, and how the last screen says that it is
the last, differ by vendor: `VENDORS`.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from sms_gateway.channels.base import UssdRequest
from sms_gateway.channels.smpp.alphabets import Default, encode
from sms_gateway.channels.smpp.codec import Command, Pdu, Tag
from storage.records import Screen, UssdEnd

Name = Literal["operation", "end_bit", "reference", "phone"]

#: ussd_service_op (5.3.2.44): a person dialled; we ask; the person typed; we say the last word.
PSSD_INDICATION, PSSR_INDICATION, USSR_REQUEST, PSSR_RESPONSE, USSR_CONFIRM = 0, 1, 2, 17, 18
_BEGINS, _GOES_ON = frozenset({PSSD_INDICATION, PSSR_INDICATION}), frozenset({USSR_REQUEST, USSR_CONFIRM})
#: Sessions whose end nobody told us are forgotten when there are more.
_MOST = 50_000


class Vendor(NamedTuple):
    """`session` is the parameter that tells a phone's sessions apart, None where it has one at a time.

    `last` is the operation of the last screen; with `end_bit` the low bit of its_session_info says it too.
    """

    session: int | None
    last: int
    end_bit: bool = False


VENDORS: dict[Name, Vendor] = {
    "operation": Vendor(Tag.ITS_SESSION_INFO, PSSR_RESPONSE),
    "end_bit": Vendor(Tag.ITS_SESSION_INFO, USSR_REQUEST, end_bit=True),
    "reference": Vendor(Tag.USER_MESSAGE_REFERENCE, PSSR_RESPONSE),
    "phone": Vendor(None, PSSR_RESPONSE),
}


@dataclass(frozen=True, slots=True)
class _Open:
    session_id: str
    typed: str
    heard: str


@dataclass(slots=True)
class Sessions:
    """The open sessions of a link; `code` is what people dial (`*555#`)."""

    link: str
    vendor: Vendor
    code: str
    _open: OrderedDict[tuple[str, bytes], _Open] = field(default_factory=OrderedDict)

    def asked(self, pdu: Pdu, phone: str, words: str, heard: str, now: int) -> UssdRequest | UssdEnd:
        """A step of a session, or its end; `heard` is the same for a copy of a step, typed once."""
        key = (phone, self._session_of(pdu))
        known = self._open.pop(key, None)
        operation = pdu.tlv_number(Tag.USSD_SERVICE_OP) or 0
        if operation not in _BEGINS | _GOES_ON or self._ended(pdu):
            session_id = known.session_id if known else "?"
            return UssdEnd(self.link, session_id, phone, f"operation {operation}", now)
        if known is None or (operation in _BEGINS and known.heard != heard):
            dialled = self._dialled(words) if operation in _BEGINS else ""
            known = _Open(secrets.token_hex(8), dialled, heard)
        elif known.heard != heard:
            known = replace(known, typed=f"{known.typed}*{words}" if known.typed else words, heard=heard)
        self._open[key] = known
        while len(self._open) > _MOST:
            self._open.popitem(last=False)
        return UssdRequest(self.link, known.session_id, phone, self.code, known.typed, now)

    def screen(self, asked: Pdu, screen: Screen, alphabet: Default) -> Pdu:
        """The submit_sm that shows a screen to who asked."""
        vendor = self.vendor
        operation = USSR_REQUEST if screen.goes_on else vendor.last
        tlvs = [(int(Tag.USSD_SERVICE_OP), bytes([operation]))]
        given = asked.tlv(vendor.session) if vendor.session is not None else None
        if vendor.session is not None and given:
            ended = vendor.end_bit and not screen.goes_on
            tlvs.append((vendor.session, given[:-1] + bytes([given[-1] | ended])))
        coding, octets = encode(screen.text, alphabet)
        return Pdu(
            Command.SUBMIT_SM,
            texts={
                "service_type": b"USSD",
                "source": asked.text("destination"),
                "destination": asked.text("source"),
                "short_message": octets,
            },
            numbers={
                "source_ton": asked.number("destination_ton"),
                "source_npi": asked.number("destination_npi"),
                "destination_ton": asked.number("source_ton"),
                "destination_npi": asked.number("source_npi"),
                "data_coding": coding,
            },
            tlvs=tuple(tlvs),
        )

    def _session_of(self, pdu: Pdu) -> bytes:
        if self.vendor.session is None:
            return b""
        given = pdu.tlv(self.vendor.session) or b""
        return given[:1] if self.vendor.session == Tag.ITS_SESSION_INFO else given  # the rest is a count

    def _ended(self, pdu: Pdu) -> bool:
        given = pdu.tlv(Tag.ITS_SESSION_INFO) if self.vendor.session == Tag.ITS_SESSION_INFO else None
        return bool(given and len(given) > 1 and given[-1] & 1)

    def _dialled(self, words: str) -> str:
        """What was dialled behind the code: of `*555*1*2#`, `1*2`."""
        prefix = self.code.rstrip("#")
        return words.rstrip("#").removeprefix(prefix).lstrip("*") if words.startswith(f"{prefix}*") else ""
