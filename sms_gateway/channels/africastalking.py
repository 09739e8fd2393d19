"""Africa's Talking, SMS and USSD; docs/channels/africastalking.md has the dashboard that goes with it.

It posts forms to us, unsigned, so that each address carries our secret:

    POST /links/at/mo?secret=...    id=...&from=%2B254711222333&to=22384&text=...&date=...&linkId=...
    POST /links/at/dlr?secret=...   id=ATXid_...&status=Success&phoneNumber=...&networkCode=63902&retryCount=0

    POST /links/at/ussd?secret=...  sessionId=ATUid_...&phoneNumber=...&serviceCode=*555%23&text=1*2
    POST /links/at/ussd?secret=...  sessionId=ATUid_...&status=Success&durationInMillis=12345&hopsCount=3

(the last when a session has ended). We post a form to its /version1/messaging, which answers 201 and:

    {"SMSMessageData": {"Message": "Sent to 1/1 Total Cost: KES 0.8000", "Recipients": [{"statusCode": 101,
      "number": "+254711222333", "status": "Success", "cost": "KES 0.8000", "messageId": "ATXid_..."}]}}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson
from msgspec.structs import replace

from sms_gateway.channels.base import Balance, HttpReply, HttpRequest, RefusedError, UssdRequest
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
from sms_gateway.channels.webhook import (
    LONGEST_NUMBER,
    Gate,
    fallback_id,
    fields_of,
    phone_of,
    sender_of,
    text_of,
)
from storage.records import (
    Accepted,
    ClaimedMt,
    Dlr,
    MoMessage,
    MtMessage,
    MtState,
    Screen,
    SendResult,
    UssdEnd,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

#: A report's `status`; what is not here is kept as it came.
DLR_STATES = {
    "Sent": MtState.SENT,
    "Submitted": MtState.SENT,
    "Buffered": MtState.SENT,
    "Success": MtState.DELIVERED,
    "Rejected": MtState.FAILED,
    "Failed": MtState.FAILED,
    "Expired": MtState.FAILED,
    "AbsentSubscriber": MtState.FAILED,
}
#: A recipient's `statusCode`: processed, sent, queued.
TAKEN = frozenset({100, 101, 102})
#: Wrong about this message or phone: its number, its type, a block list, do-not-disturb, the operator's no.
FOR_GOOD = frozenset({403, 404, 406, 409, 502})
#: Wrong about our account, so about every message: the sender's name, the balance, no recipient at all.
OUR_FAULT = frozenset({402, 405})
LONGEST_ID = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class AfricasTalkingConfig(Patience):
    """One link: `username` and `api_key` of the account, `allow` the addresses or networks that may call us.

    `region` (`MA`) reads numbers without a country code.
    """

    secret: str
    username: str
    api_key: str
    send_url: str
    allow: tuple[str, ...]
    region: str = "MA"


class AfricasTalkingChannel(Calling):
    """One link over Africa's Talking's account."""

    kind = "africastalking"

    def __init__(self, link: str, config: AfricasTalkingConfig) -> None:
        super().__init__(config)
        self.link = link
        self._config = config
        self._gate = Gate(config.secret, config.allow)
        self._headers = {"apikey": config.api_key, "Accept": "application/json"}

    def parse_mo(self, request: HttpRequest, now: int) -> MoMessage:
        """An incoming SMS. Raises `RefusedError`."""
        given = self._let_in(request)
        sender, text = sender_of(given, self._config.region), text_of(given)
        recipient = _word(given, "to", LONGEST_NUMBER)
        date = given.get("date", b"")
        external_id = _word(given, "id", LONGEST_ID) or fallback_id(sender, recipient, text, date, now)
        return MoMessage(self.link, external_id, sender, recipient, text, now)

    def mo_reply(self, accepted: Accepted) -> HttpReply:  # noqa: ARG002 - a copy is answered like the first
        """200: the body is not read."""
        return HttpReply()

    def parse_dlr(self, request: HttpRequest, now: int) -> Dlr:
        """A delivery report, by the provider's id. Raises `RefusedError`."""
        given = self._let_in(request)
        smsc_id, status = _word(given, "id", LONGEST_ID), _word(given, "status", 64)
        if not smsc_id:
            raise RefusedError(400, "The report does not name its message: the field id is missing.")
        return Dlr(self.link, status, DLR_STATES.get(status), now, smsc_id=smsc_id)

    def dlr_reply(self) -> HttpReply:
        """200, whatever the status said."""
        return HttpReply()

    def parse_ussd(self, request: HttpRequest, now: int) -> UssdRequest | UssdEnd:
        """A step of a USSD session, or the event that ends it. Raises `RefusedError`."""
        given = self._let_in(request)
        session = _word(given, "sessionId", LONGEST_ID).replace("*", "")
        if not session:
            raise RefusedError(400, "The request has no session: the field sessionId is missing.")
        phone = phone_of(_word(given, "phoneNumber", LONGEST_NUMBER), self._config.region)
        if "text" in given:
            code = _word(given, "serviceCode", LONGEST_NUMBER)
            return UssdRequest(self.link, session, phone, code, given["text"].decode("utf-8", "replace"), now)
        return UssdEnd(
            self.link,
            session,
            phone,
            _word(given, "status", 64),
            now,
            duration=_number(given, "durationInMillis"),
            hops=_number(given, "hopsCount"),
            error=_word(given, "errorMessage", 200),
        )

    def screen_reply(self, screen: Screen) -> HttpReply:
        """Any other beginning, or status, would kill the session."""
        return HttpReply(body=f"{'CON' if screen.goes_on else 'END'} {screen.text}")

    def end_reply(self) -> HttpReply:
        """200."""
        return HttpReply()

    async def send(self, claimed: ClaimedMt, now: int) -> SendResult:
        """Hand one message over; what is answered about its one recipient decides the state."""
        try:
            status, _headers, body = await self._post(claimed.mt)
        except FAILURES as error:
            return failed_call(claimed, now, error)
        if status == 401:  # the apikey is wrong
            return result(claimed, now, MtState.QUEUED, "HTTP 401", line_down=True)
        if status >= 300:
            again = status >= 500 or status in {408, 429}
            return result(claimed, now, MtState.QUEUED if again else MtState.FAILED, f"HTTP {status}")
        return _judged(claimed, now, body)

    async def balance(self, now: int) -> Balance:  # noqa: ARG002 - the contract's; nothing is signed here
        """What `/version1/user` says: `{"UserData": {"balance": "KES 1785.50"}}`."""
        query = urlencode({"username": self._config.username})
        url = f"{self._config.send_url.rpartition('/')[0]}/user?{query}"
        answer = await self.call("GET", url, headers=self._headers)
        user = fields_of_answer(answer.body).get("UserData")
        said = str(user.get("balance")) if isinstance(user, dict) else ""
        currency, _space, amount = said.partition(" ")
        return balance_of(answer, amount, currency)

    async def _post(self, mt: MtMessage) -> Answer:
        form = {"username": self._config.username, "to": mt.recipient, "message": mt.text}
        if mt.sender:
            form["from"] = mt.sender
        return await self.call("POST", self._config.send_url, data=form, headers=self._headers)

    def _let_in(self, request: HttpRequest) -> Mapping[str, bytes]:
        given = fields_of(request)
        self._gate.check(request, given)
        return given


def _judged(claimed: ClaimedMt, now: int, body: bytes) -> SendResult:
    """What a 2xx says of the message; an answer that cannot be read leaves it in doubt."""
    try:
        recipients: list[dict[str, Any]] = orjson.loads(body)["SMSMessageData"]["Recipients"]
        if not recipients:  # such as "InvalidSenderId": nothing was sent to anybody
            return result(claimed, now, MtState.QUEUED, "no recipient was taken", line_down=True)
        code, smsc_id = int(recipients[0]["statusCode"]), recipients[0].get("messageId")
    except (orjson.JSONDecodeError, LookupError, TypeError, ValueError, AttributeError):
        return result(claimed, now, MtState.UNKNOWN, "an answer that cannot be read")
    if code in TAKEN:
        return replace(result(claimed, now, MtState.SENT), smsc_id=str(smsc_id)[:LONGEST_ID])
    state = MtState.FAILED if code in FOR_GOOD else MtState.QUEUED
    return result(claimed, now, state, f"status code {code}", line_down=code in OUR_FAULT)


def _word(given: Mapping[str, bytes], name: str, longest: int) -> str:
    return given.get(name, b"").decode("utf-8", "replace").replace("\0", "").strip()[:longest]


def _number(given: Mapping[str, bytes], name: str) -> int | None:
    word = given.get(name, b"")
    return int(word) if word.isdigit() and len(word) < 16 else None
