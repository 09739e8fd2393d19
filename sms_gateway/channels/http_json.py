"""JSON over HTTP, both ways signed by Standard Webhooks; docs/channels/http_json.md is the whole protocol.

It posts to us, and we post to it, one message a request:

    POST /links/house/mo     {"id": "m-1", "from": "+212612345678", "to": "5757", "text": "ou est ma demande"}
    POST /links/house/dlr    {"id": "s-1", "status": "delivered"}        or {"mt": 42, ...} by our own id
    POST <send_url>          {"id": "42", "from": "5757", "to": "+212612345678", "text": "...", ...}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
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
from sms_gateway.channels.signatures import StandardWebhook
from sms_gateway.channels.webhook import LONGEST_NUMBER, Gate, fields_of, json_of, phone_of, word_of
from storage.records import Accepted, ClaimedMt, Dlr, MoMessage, MtState, SendResult

#: A report's `status`; what is not here is kept as it came.
DLR_STATES = {
    "queued": MtState.SENT,
    "sent": MtState.SENT,
    "delivered": MtState.DELIVERED,
    "failed": MtState.FAILED,
    "rejected": MtState.FAILED,
    "expired": MtState.FAILED,
}
#: Refusals that speak of our signature or address, and of the moment; other 4xx are of the message.
OUR_FAULT, TRY_AGAIN = frozenset({401, 403, 404}), frozenset({408, 425, 429})
LONGEST_ID, LONGEST_REST = 128, 3600
#: So often it is waited as long as they say (Retry-After); then as for any other message.
MOST_RESTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpJsonConfig(Patience):
    """One link: `secret` signs both ways; with `signed` off it is only carried (`secret=`), both ways.

    `allow` are the addresses or networks that may call us (none given: any); `region` (`MA`) reads numbers
    without a country code.
    """

    secret: str = field(repr=False)
    send_url: str
    public_url: str
    signed: bool = True
    balance_url: str = ""
    allow: tuple[str, ...] = ()
    region: str = "MA"


class HttpJsonChannel(Calling):
    """One link over a signed JSON interface."""

    kind = "http_json"

    def __init__(self, link: str, config: HttpJsonConfig) -> None:
        super().__init__(config)
        self.link = link
        self._config = config
        self._webhook = StandardWebhook(config.secret)
        self._gate = Gate(config.secret, config.allow)
        self._dlr_url = f"{config.public_url.rstrip('/')}/links/{link}/dlr"

    def parse_mo(self, request: HttpRequest, now: int) -> MoMessage:
        """A message; one that is sent again under the same id is a copy. Raises `RefusedError`."""
        fields, signed_id = self._let_in(request, now)
        if "text" not in fields:
            raise RefusedError(400, "The message has no text: the field text is missing.")
        external_id = word_of(fields, "id", LONGEST_ID) or signed_id[:LONGEST_ID]
        if not external_id:
            raise RefusedError(400, "The message has no id: the field id is missing.")
        sender = word_of(fields, "from", LONGEST_NUMBER) or word_of(fields, "sender", LONGEST_NUMBER)
        return MoMessage(
            link=self.link,
            external_id=external_id,
            sender=phone_of(sender, self._config.region),
            recipient=word_of(fields, "to", LONGEST_NUMBER),
            text=_text(fields["text"]),
            received_at=now,
        )

    def mo_reply(self, accepted: Accepted) -> HttpReply:
        """200 and our id."""
        return HttpReply(200, f'{{"kept": {accepted.mo_id}}}', "application/json")

    def parse_dlr(self, request: HttpRequest, now: int) -> Dlr:
        """A delivery report, by our id or theirs. Raises `RefusedError`."""
        fields, _signed_id = self._let_in(request, now)
        status, error = word_of(fields, "status", 40), word_of(fields, "error", 40)
        report = Dlr(self.link, f"{status} {error}".strip(), DLR_STATES.get(status.lower()), now)
        ours, theirs = word_of(fields, "mt", 20), word_of(fields, "id", LONGEST_ID)
        if ours.isascii() and ours.isdecimal() and len(ours) <= 18:
            return replace(report, mt_id=int(ours))
        if not theirs:
            raise RefusedError(400, "The report does not name its message: id and mt are missing.")
        return replace(report, smsc_id=theirs)

    def dlr_reply(self) -> HttpReply:
        """200, whatever the status said."""
        return HttpReply(200, "{}", "application/json")

    async def send(self, claimed: ClaimedMt, now: int) -> SendResult:
        """Hand one message over; its id stays the same when it is tried again, so that it has one effect."""
        try:
            status, headers, body = await self._post(claimed, now)
        except FAILURES as error:
            return failed_call(claimed, now, error)
        if status < 300:
            return replace(result(claimed, now, MtState.SENT), smsc_id=_their_id(body))
        ours = status in OUR_FAULT
        again = ours or status >= 500 or status in TRY_AGAIN
        state = MtState.QUEUED if again else MtState.FAILED
        refused = result(claimed, now, state, f"HTTP {status}", line_down=ours)
        rest = headers.get("retry-after", "")
        if again and not ours and rest.isascii() and rest.isdecimal() and claimed.attempt < MOST_RESTS:
            return replace(refused, retry_at=now + min(int(rest[:6]), LONGEST_REST))
        return refused

    async def _post(self, claimed: ClaimedMt, now: int) -> Answer:
        mt, mt_id = claimed.mt, str(claimed.mt_id)
        body = orjson.dumps(
            {
                "id": mt_id,
                "from": mt.sender,
                "to": mt.recipient,
                "text": mt.text,
                "parts": mt.parts,
                "language": mt.language,
                "report_to": self._dlr_url,
            }
        )
        headers = {"content-type": "application/json", **self._authority(mt_id, now, body)}
        return await self.call("POST", self._config.send_url, data=body, headers=headers)

    async def balance(self, now: int) -> Balance | None:
        """What `balance_url` says, where they have one: `{"balance": "10.25", "currency": "MAD"}`."""
        if not self._config.balance_url:
            return None
        headers = self._authority(f"balance-{now}", now, b"")
        answer = await self.call("GET", self._config.balance_url, headers=headers)
        said = fields_of_answer(answer.body)
        return balance_of(answer, said.get("balance"), said.get("currency"))

    def _authority(self, mt_id: str, now: int, body: bytes) -> dict[str, str]:
        if not self._config.signed:
            return {"x-recours-secret": self._config.secret}
        return self._webhook.headers(f"{self.link}-{mt_id}", now, body)

    def _let_in(self, request: HttpRequest, now: int) -> tuple[Mapping[str, Any], str]:
        """The fields of a request that may come in, and the id that it was signed under."""
        if not self._config.signed:
            carried = fields_of(request)
            self._gate.check(request, carried)
            return (json_of(request) if _is_json(request) else _decoded(carried)), ""
        self._gate.check_address(request)
        signed_id = self._webhook.check(request, now)
        return json_of(request), signed_id


def _is_json(request: HttpRequest) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def _decoded(fields: Mapping[str, bytes]) -> Mapping[str, str]:
    return {name: value.decode("utf-8", "replace") for name, value in fields.items()}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise RefusedError(400, "The field text is not a text.")
    return value


def _their_id(body: bytes) -> str | None:
    return word_of(fields_of_answer(body), "id", LONGEST_ID) or None
