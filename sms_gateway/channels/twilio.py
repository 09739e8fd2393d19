"""Twilio's Programmable Messaging; docs/channels/twilio.md has the console that goes with it.

It posts signed forms to us:

    POST /links/twilio/mo           MessageSid=SM...&AccountSid=AC...&From=%2B212...&To=%2B1...&Body=...
    POST /links/twilio/dlr?mt=42    MessageSid=SM...&AccountSid=AC...&MessageStatus=delivered

and we post a form (To, From, Body, StatusCallback) to its Messages.json, which answers 201 and
`{"sid": "SM...", "status": "queued"}`, or 4xx and `{"code": 21211, "message": ...}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from urllib.parse import quote

import aiohttp
from msgspec.structs import replace

from sms_gateway.channels.base import Balance, HttpReply, HttpRequest, RefusedError
from sms_gateway.channels.calls import (
    FAILURES,
    Answer,
    Calling,
    Patience,
    balance_of,
    failed_call,
    fields_of_answer,
    result,
)
from sms_gateway.channels.signatures import form_of, twilio_signature
from sms_gateway.channels.webhook import LONGEST_NUMBER, Gate, phone_of
from storage.records import Accepted, ClaimedMt, Dlr, MoMessage, MtState, SendResult

#: A report's MessageStatus; what is not here is kept as it came.
DLR_STATES = {
    "accepted": MtState.SENT,
    "scheduled": MtState.SENT,
    "queued": MtState.SENT,
    "sending": MtState.SENT,
    "sent": MtState.SENT,
    "delivered": MtState.DELIVERED,
    "read": MtState.DELIVERED,
    "undelivered": MtState.FAILED,
    "failed": MtState.FAILED,
    "canceled": MtState.FAILED,
}
#: Wrong about our account, so about every message: the From number, the region's permission, the balance.
OUR_FAULT = frozenset({20003, 20005, 21212, 21408, 21603, 21606, 21659, 21660})
#: Wrong about the moment: too many requests, too many queued from this number.
TRY_AGAIN = frozenset({20429, 21611, 30001})
LONGEST_ID = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioConfig(Patience):
    """One link: the account, and `public_url`, the address of this service as Twilio calls it.

    `sender` is a number of the account, or a messaging service (`MG...`); `region` (`MA`) reads numbers
    without a country code.
    """

    account_sid: str
    auth_token: str = field(repr=False)
    public_url: str
    api_url: str = "https://api.twilio.com"
    messaging_service: str = ""
    allow: tuple[str, ...] = ()
    region: str = "MA"


class TwilioChannel(Calling):
    """One link over a Twilio account."""

    kind = "twilio"

    def __init__(self, link: str, config: TwilioConfig) -> None:
        super().__init__(config)
        self.link = link
        self._config = config
        self._base = f"{config.public_url.rstrip('/')}/links/{quote(link)}"
        self._account = f"{config.api_url}/2010-04-01/Accounts/{quote(config.account_sid)}"
        self._headers = {"Authorization": aiohttp.encode_basic_auth(config.account_sid, config.auth_token)}
        self._gate = Gate("", config.allow)

    def parse_mo(self, request: HttpRequest, now: int) -> MoMessage:
        """An incoming SMS. Raises `RefusedError`."""
        form = self._signed("mo", request)
        external_id = _first(form, "MessageSid") or _first(form, "SmsSid")
        if not external_id:
            raise RefusedError(400, "The message has no id: the field MessageSid is missing.")
        return MoMessage(
            link=self.link,
            external_id=external_id[:LONGEST_ID],
            sender=phone_of(_first(form, "From"), self._config.region),
            recipient=_first(form, "To")[:LONGEST_NUMBER],
            text=_first(form, "Body"),
            received_at=now,
        )

    def mo_reply(self, accepted: Accepted) -> HttpReply:  # noqa: ARG002 - a copy is answered like the first
        """No TwiML verb: Twilio texts any other body to the phone."""
        return HttpReply(200, "<Response/>", "text/xml")

    def parse_dlr(self, request: HttpRequest, now: int) -> Dlr:
        """A status callback, by our id where its address carries it. Raises `RefusedError`."""
        form = self._signed("dlr", request)
        status, error = _first(form, "MessageStatus")[:40], _first(form, "ErrorCode")[:10]
        raw = f"{status} {error}".strip()
        report = Dlr(self.link, raw, DLR_STATES.get(status.lower()), now)
        mt_id = _first(form_of(request.query.encode()), "mt")
        if mt_id.isascii() and mt_id.isdecimal() and len(mt_id) <= 18:
            return replace(report, mt_id=int(mt_id))
        smsc_id = _first(form, "MessageSid") or _first(form, "SmsSid")
        if not smsc_id:
            raise RefusedError(400, "The report does not name its message: the field MessageSid is missing.")
        return replace(report, smsc_id=smsc_id[:LONGEST_ID])

    def dlr_reply(self) -> HttpReply:
        """200, whatever the status said."""
        return HttpReply()

    async def send(self, claimed: ClaimedMt, now: int) -> SendResult:
        """Hand one message over; what is answered decides the state."""
        try:
            status, _headers, body = await self._post(claimed)
        except FAILURES as error:
            return failed_call(claimed, now, error)
        if status < 300:
            sid = fields_of_answer(body).get("sid")
            return replace(result(claimed, now, MtState.SENT), smsc_id=str(sid)[:LONGEST_ID] if sid else None)
        return _refused(claimed, now, status, fields_of_answer(body).get("code"))

    async def balance(self, now: int) -> Balance:  # noqa: ARG002 - the contract's; nothing is signed here
        """What Balance.json says: `{"currency": "USD", "balance": "10.2500"}`."""
        answer = await self.call("GET", f"{self._account}/Balance.json", headers=self._headers)
        said = fields_of_answer(answer.body)
        return balance_of(answer, said.get("balance"), said.get("currency"))

    async def _post(self, claimed: ClaimedMt) -> Answer:
        mt, service = claimed.mt, self._config.messaging_service
        form = {"To": mt.recipient, "Body": mt.text, "StatusCallback": f"{self._base}/dlr?mt={claimed.mt_id}"}
        form |= {"MessagingServiceSid": service} if service else {"From": mt.sender}
        return await self.call("POST", f"{self._account}/Messages.json", data=form, headers=self._headers)

    def _signed(self, path: str, request: HttpRequest) -> dict[str, list[str]]:
        """The fields of a request that Twilio signed for the address under which the world knows us."""
        self._gate.check_address(request)
        url = f"{self._base}/{path}{'?' + request.query if request.query else ''}"
        try:
            form = form_of(request.body)
        except ValueError:
            raise RefusedError(400, "The form has too many fields.") from None
        right = twilio_signature(self._config.auth_token, url, form).encode()
        given = request.headers.get("x-twilio-signature", "").encode(errors="replace")
        if not compare_digest(given, right):
            raise RefusedError(403, "The signature is wrong: is public_url what Twilio calls?")
        return form


def _first(form: Mapping[str, list[str]], name: str) -> str:
    return form.get(name, [""])[0]


def _refused(claimed: ClaimedMt, now: int, status: int, code: object) -> SendResult:
    """What a refusal says of the message; Twilio's own words stay out, they quote numbers."""
    error = f"HTTP {status}" + (f" code {code}" if isinstance(code, int) else "")
    ours = status in {401, 403} or code in OUR_FAULT
    again = ours or status >= 500 or status in {408, 429} or code in TRY_AGAIN
    return result(claimed, now, MtState.QUEUED if again else MtState.FAILED, error, line_down=ours)
