"""Who signed a webhook: Standard Webhooks (standardwebhooks.com), and Twilio's own way."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from sms_gateway.channels.base import HttpRequest, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: How far the sender's clock may be from ours; an older request may be a replay.
TOLERANCE_SECONDS = 300
_PREFIX = "whsec_"


class StandardWebhook:
    """Signs and checks `{id}.{timestamp}.{body}` by HMAC-SHA256.

    `secret` is `whsec_` and base64, as the standard has it; any other text is taken as it is.
    """

    def __init__(self, secret: str) -> None:
        self._key = _key_of(secret)

    def headers(self, webhook_id: str, now: int, body: bytes) -> dict[str, str]:
        """What a signed request carries."""
        return {
            "webhook-id": webhook_id,
            "webhook-timestamp": str(now),
            "webhook-signature": f"v1,{self._signature(webhook_id, str(now), body)}",
        }

    def check(self, request: HttpRequest, now: int) -> str:
        """The id under which a request was signed; the same for a repeated one. Raises `RefusedError`."""
        given = request.headers
        webhook_id, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
        if not webhook_id or not timestamp.isascii() or not timestamp.isdecimal():
            raise RefusedError(403, "The request is not signed: webhook-id or webhook-timestamp is missing.")
        right = self._signature(webhook_id, timestamp, request.body).encode()
        signatures = given.get("webhook-signature", "").encode(errors="replace").split()[:10]
        versions = [each.partition(b",") for each in signatures]
        good = [hmac.compare_digest(what, right) for version, _, what in versions if version == b"v1"]
        if not any(good):
            raise RefusedError(403, "The signature is wrong.")
        if len(timestamp) > 12 or abs(int(timestamp) - now) > TOLERANCE_SECONDS:
            raise RefusedError(403, "The signature is too old, or from a clock that is wrong.")
        return webhook_id

    def _signature(self, webhook_id: str, timestamp: str, body: bytes) -> str:
        signed = f"{webhook_id}.{timestamp}.".encode(errors="replace") + body
        return base64.b64encode(hmac.digest(self._key, signed, hashlib.sha256)).decode()


def _key_of(secret: str) -> bytes:
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("the secret is not whsec_ and base64") from None


def twilio_signature(token: str, url: str, form: Mapping[str, list[str]]) -> str:
    """What X-Twilio-Signature must be: of the address that was called, then each field, in order."""
    fields = "".join(name + value for name in sorted(form) for value in sorted(set(form[name])))
    digest = hmac.digest(token.encode(), (url + fields).encode("utf-8", "replace"), hashlib.sha1)
    return base64.b64encode(digest).decode()


def form_of(body: bytes) -> dict[str, list[str]]:
    """Every value of a form's fields, empty ones too."""
    return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=200)
