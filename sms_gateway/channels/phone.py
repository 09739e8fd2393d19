"""The browser phone as a channel: what its page sends in, and the in-process delivery to its screen.

The page posts JSON, `{"number": "0612345678", "text": "ma demande", "id": "5f0c..."}`. The page makes one id
a message, so that a double click, or a retry after a lost answer, has one effect.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sms_gateway.channels.base import HttpReply, HttpRequest, RefusedError
from sms_gateway.channels.webhook import json_of
from sms_gateway.phone.conversation import PhoneMessage
from storage.records import Accepted, ClaimedMt, Dlr, MoMessage, MtState, SendResult

if TYPE_CHECKING:
    from sms_gateway.phone.hub import Hub

#: A number as people write it to E.164; raises ValueError where it is none.
ToE164 = Callable[[str], str]

#: Ten parts and a bit; a basic phone lets nobody write more.
MOST_CHARACTERS = 1600
_CLIENT_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class PhoneChannel:
    """The link to the browser phones of this process.

    `failing_suffix`: an SMS to a number that ends so fails for good, as to a phone that is gone ("": none).
    """

    kind = "phone"

    def __init__(
        self, link: str, hub: Hub, to_e164: ToE164, short_code: str = "", failing_suffix: str = ""
    ) -> None:
        self.link = link
        self.hub = hub
        self.to_e164 = to_e164
        self.short_code = short_code
        self._failing_suffix = failing_suffix
        self._seal = secrets.token_hex(16)

    async def open(self) -> None:
        """Nothing to connect to."""

    async def close(self) -> None:
        """Let go of the pages that listen."""
        self.hub.close()

    def request_of(self, body: bytes) -> HttpRequest:
        """What the page posted, sealed: /links/<name>/mo takes nothing that did not pass the page's guard."""
        return HttpRequest("POST", "", {"x-phone-seal": self._seal}, body)

    def parse_mo(self, request: HttpRequest, now: int) -> MoMessage:
        """One message as the page sent it. Raises `RefusedError`."""
        if not secrets.compare_digest(request.headers.get("x-phone-seal", "").encode(), self._seal.encode()):
            raise RefusedError(403, "Only the phone's own page sends on this link.")
        fields = json_of(request)
        phone = self._phone(_word(fields, "number"))
        client_id = _word(fields, "id")
        if not _CLIENT_ID.fullmatch(client_id):
            raise RefusedError(400, "The message's id must be 8 to 64 letters, digits or hyphens.")
        return MoMessage(
            link=self.link,
            external_id=f"{phone}:{client_id}",
            sender=phone,
            recipient=self.short_code,
            text=clean_text(_word(fields, "text")),
            received_at=now,
        )

    def mo_reply(self, accepted: Accepted) -> HttpReply:  # noqa: ARG002 - a copy is answered as the first was
        """The page hears only that the message is kept."""
        return HttpReply(200, '{"state": "sent"}', "application/json")

    def parse_dlr(self, request: HttpRequest, now: int) -> Dlr:  # noqa: ARG002 - the contract's signature
        """No page reports a delivery: `send` knows it at once."""
        raise RefusedError(404, "The browser phone sends no delivery reports.")

    def dlr_reply(self) -> HttpReply:
        """Never asked for."""
        return HttpReply(404)

    async def send(self, claimed: ClaimedMt, now: int) -> SendResult:
        """Show one message on the phone, or let it fail where the number is set to fail."""
        mt = claimed.mt
        fails = bool(self._failing_suffix) and mt.recipient.endswith(self._failing_suffix)
        state = MtState.FAILED if fails else MtState.DELIVERED
        shown = PhoneMessage(
            f"mt-{claimed.mt_id}", now, inbound=False, text=mt.text, language=mt.language, state=state
        )
        self.hub.publish(mt.recipient, shown)
        error = "The browser phone's number is set to fail." if fails else None
        return SendResult(claimed.mt_id, state, at=now, smsc_id=f"phone-{claimed.mt_id}", error=error)

    def _phone(self, number: str) -> str:
        try:
            return self.to_e164(number)
        except ValueError:
            raise RefusedError(400, "This is not a phone number.") from None


def clean_text(raw: str) -> str:
    """What was typed, composed (NFC) and without NULs; empty or too long raises `RefusedError`."""
    text = unicodedata.normalize("NFC", raw.replace("\0", "")).strip()
    if not text:
        raise RefusedError(400, "The message is empty.")
    if len(text) > MOST_CHARACTERS:
        raise RefusedError(413, f"The message is longer than {MOST_CHARACTERS} characters.")
    return text


def _word(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise RefusedError(400, f"The field '{name}' is missing or is not text.")
    return value
