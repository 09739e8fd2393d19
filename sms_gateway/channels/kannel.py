"""Kannel over HTTP, both ways; docs/channels/kannel.md has the configuration that goes with it.

Kannel calls us for a message (the sms-service's get-url) and for its fate (the dlr-url that we gave it):

    GET /links/kannel/mo?secret=...&from=%2B212612345678&to=5757&text=...&coding=2&charset=UTF-16BE&id=...
    GET /links/kannel/dlr?secret=...&mt=42&status=8

and we call its smsbox, which answers `202 0: Accepted for delivery` or `202 3: Queued for later delivery`:

    GET /cgi-bin/sendsms?username=...&password=...&from=5757&to=%2B212612345678&coding=0&charset=UTF-8
        &text=...&dlr-mask=27&dlr-url=...
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from yarl import URL

from sms_gateway import gsm7
from sms_gateway.channels.base import HttpReply, HttpRequest, RefusedError
from sms_gateway.channels.calls import FAILURES, Calling, Patience, failed_call, result
from sms_gateway.channels.webhook import LONGEST_NUMBER, Gate, fallback_id, fields_of, sender_of, text_of
from storage.records import Accepted, ClaimedMt, Dlr, MoMessage, MtMessage, MtState, SendResult

#: dlr-mask values: 1 delivered to the phone, 2 not, 4 waiting at the SMSC, 8 taken by it, 16 refused by it.
DLR_STATES = {
    "1": MtState.DELIVERED,
    "2": MtState.FAILED,
    "4": MtState.SENT,
    "8": MtState.SENT,
    "16": MtState.FAILED,
}
#: A UUID has 36 characters; other gateways that speak like Kannel have longer ids.
LONGEST_ID = 128
DLR_MASK = 27  # all but 4: a message that waits at the SMSC is no news
#: Refusals that speak of our configuration, or of the moment, and not of the message.
_OUR_FAULT, _TRY_AGAIN = frozenset({401, 404, 407}), frozenset({408, 425, 429})
_WRONG_PASSWORD = b"Authorization failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class KannelConfig(Patience):
    """One link over Kannel.

    `region` (`MA`) reads numbers without a country code; `public_url` is where Kannel reaches this service
    (`http://127.0.0.1:8080`); `allow` are the addresses or networks that may call us (none given: any);
    `smsc` routes our messages inside Kannel.
    """

    secret: str
    sendsms_url: str
    username: str
    password: str
    public_url: str
    region: str = "MA"
    smsc: str = ""
    allow: tuple[str, ...] = ()
    dlr_mask: int = DLR_MASK


class KannelChannel(Calling):
    """One link over Kannel's sendsms interface and its calls to us."""

    kind = "kannel"

    def __init__(self, link: str, config: KannelConfig) -> None:
        super().__init__(config)
        self.link = link
        self._config = config
        self._gate = Gate(config.secret, config.allow)
        self._url_start, self._url_end = _sendsms_url(link, config)

    def parse_mo(self, request: HttpRequest, now: int) -> MoMessage:
        """A message of Kannel's get-url or post-url. Raises `RefusedError`."""
        given = fields_of(request)
        self._gate.check(request, given)
        sender = sender_of(given, self._config.region)
        text = text_of(given)
        recipient = given.get("to", b"").decode("utf-8", "replace")[:LONGEST_NUMBER]
        external_id = given.get("id", b"").decode("ascii", "replace")[:LONGEST_ID]
        return MoMessage(
            link=self.link,
            external_id=external_id or fallback_id(sender, recipient, text, given.get("time", b""), now),
            sender=sender,
            recipient=recipient,
            text=text,
            received_at=now,
        )

    def mo_reply(self, accepted: Accepted) -> HttpReply:  # noqa: ARG002 - a copy is answered like the first
        """200 with an EMPTY body: smsbox texts any other to the phone."""
        return HttpReply()

    def parse_dlr(self, request: HttpRequest, now: int) -> Dlr:
        """A delivery report; a status that is not known is kept as it came. Raises `RefusedError`."""
        given = fields_of(request)
        self._gate.check(request, given)
        number = given.get("mt", b"")
        if not number.isdigit() or len(number) > 18:
            raise RefusedError(400, "The report does not name its message: the dlr-url's mt is missing.")
        status = given.get("status", b"").decode("utf-8", "replace")[:64]
        return Dlr(link=self.link, raw_status=status, state=DLR_STATES.get(status), at=now, mt_id=int(number))

    def dlr_reply(self) -> HttpReply:
        """200: a report that is not taken would come back for hours."""
        return HttpReply()

    async def send(self, claimed: ClaimedMt, now: int) -> SendResult:
        """Hand one message to smsbox; what is known of its fate decides the state."""
        try:
            answer = await self.call("GET", self._url_of(claimed))
        except FAILURES as error:
            return failed_call(claimed, now, error)
        if 200 <= answer.status < 300:
            return result(claimed, now, MtState.SENT)
        return self._refused(claimed, now, answer.status, answer.body)

    def _refused(self, claimed: ClaimedMt, now: int, status: int, body: bytes) -> SendResult:
        """What smsbox's refusal says of the message; its own words stay out, they may hold a number."""
        ours = status in _OUR_FAULT or body.startswith(_WRONG_PASSWORD)
        again = ours or status >= 500 or status in _TRY_AGAIN
        state = MtState.QUEUED if again else MtState.FAILED
        return result(claimed, now, state, f"HTTP {status}", line_down=ours)

    def _url_of(self, claimed: ClaimedMt) -> URL:
        mt = claimed.mt
        return URL(
            f"{self._url_start}&from={_percent(mt.sender.encode())}&to={_percent(mt.recipient.encode())}"
            f"&{_text(mt)}{self._url_end}{claimed.mt_id}",
            encoded=True,
        )


def _sendsms_url(link: str, config: KannelConfig) -> tuple[str, str]:
    """What every send's URL starts and ends with; the message's id goes behind the end."""
    fixed = {"username": config.username, "password": config.password}
    if config.smsc:
        fixed["smsc"] = config.smsc
    start = f"{config.sendsms_url}{'&' if '?' in config.sendsms_url else '?'}{urlencode(fixed)}"
    address = (
        f"{config.public_url.rstrip('/')}/links/{quote(link)}/dlr?secret={quote(config.secret, safe='')}"
    )
    # Kannel fills in %d, and makes one percent sign of two.
    dlr_url = f"{address.replace('%', '%%')}&status=%d&mt="
    return start, f"&dlr-mask={config.dlr_mask}&dlr-url={quote(dlr_url, safe='')}"


def _text(mt: MtMessage) -> str:
    if gsm7.is_gsm7(mt.text):
        return f"coding=0&charset=UTF-8&text={_percent(mt.text.encode())}"
    return f"coding=2&charset=UTF-16BE&text={_percent(mt.text.encode('utf-16-be', 'replace'))}"


def _percent(octets: bytes) -> str:
    """Octets in a URL, each percent-encoded: to ask which may stay as they are takes ten times as long."""
    return f"%{octets.hex('%')}" if octets else ""
