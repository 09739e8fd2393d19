"""What webhooks have in common: who may call, the fields they carry, and a text out of bytes."""

from __future__ import annotations

import hashlib
import ipaddress
from functools import lru_cache
from hmac import compare_digest
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

import orjson

from sms_gateway.channels.base import HttpRequest, RefusedError
from sms_gateway.msisdn import NoNumberError, NumberError, sender_e164

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Charsets that gateways name; UTF-8 reads what names another, with U+FFFD for what it cannot read.
_CODECS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-16be": "utf-16-be",
    "ucs-2": "utf-16-be",
    "iso-8859-1": "latin-1",
    "windows-1252": "cp1252",
    "windows-1256": "cp1256",
}
#: Copies without an id, nor a time, count as one message within this window.
WINDOW_SECONDS = 15
LONGEST_NUMBER = 40


class Gate:
    """Lets a provider in by its secret (`secret=` or x-recours-secret) and by its address, where listed."""

    def __init__(self, secret: str, allow: tuple[str, ...] = ()) -> None:
        self._secret = secret.encode()
        self._networks = tuple(ipaddress.ip_network(address) for address in allow)
        self._knows = lru_cache(maxsize=1024)(self._lies_within)

    def check(self, request: HttpRequest, fields: Mapping[str, bytes]) -> None:
        """Raises `RefusedError` (403)."""
        self.check_address(request)
        given = fields.get("secret") or request.headers.get("x-recours-secret", "").encode(errors="replace")
        if not compare_digest(given, self._secret):
            raise RefusedError(403, "The secret is wrong.")

    def check_address(self, request: HttpRequest) -> None:
        """The address alone, where a signature stands for the secret. Raises `RefusedError` (403)."""
        if self._networks and not self._knows(request.remote):
            raise RefusedError(403, "This address may not call this link.")

    def _lies_within(self, remote: str) -> bool:
        try:
            address = ipaddress.ip_address(remote)
        except ValueError:
            return False
        plain = getattr(address, "ipv4_mapped", None) or address
        return any(plain in network for network in self._networks)


def fields_of(request: HttpRequest) -> dict[str, bytes]:
    """The fields of the query, and of a form or a bare text as body; the first of a name counts."""
    fields = _unquoted(request.query.encode("utf-8", "surrogateescape"))
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() == "application/x-www-form-urlencoded":
        return _unquoted(request.body) | fields
    if request.body and "text" not in fields:
        fields["text"] = request.body
        charset = parameters.partition("charset=")[2].strip(' "')
        if charset:
            fields.setdefault("charset", charset.encode())
    return fields


def _unquoted(query: bytes) -> dict[str, bytes]:
    fields: dict[str, bytes] = {}
    for pair in query.split(b"&"):
        name, _, value = pair.partition(b"=")
        fields.setdefault(name.decode("utf-8", "replace"), unquote_to_bytes(value.replace(b"+", b" ")))
    return fields


def json_of(request: HttpRequest) -> Mapping[str, Any]:
    """The object that a body of JSON holds. Raises `RefusedError` where it holds none."""
    try:
        fields = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        raise RefusedError(400, "The body is not JSON in UTF-8.") from None
    if not isinstance(fields, dict):
        raise RefusedError(400, "The body must be a JSON object.")
    return fields


def word_of(fields: Mapping[str, Any], name: str, longest: int) -> str:
    """A field of JSON as a word, a whole number too; "" where it is missing or anything else."""
    value = fields.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value.replace("\0", "").strip()[:longest] if isinstance(value, str) else ""


def sender_of(fields: Mapping[str, bytes], region: str) -> str:
    """The sender of a form, in its field `from`: see `phone_of`. Raises `RefusedError`."""
    return phone_of(fields.get("from", b"").decode("utf-8", "replace"), region)


def phone_of(raw: str, region: str) -> str:
    """The phone, E.164; a name or a short code stays as it came (it is recorded, and never answered).

    Raises `RefusedError` where there is none.
    """
    raw = raw.strip("\0 ")[:LONGEST_NUMBER]
    try:
        return sender_e164(raw, region)
    except NoNumberError:
        raise RefusedError(400, "The message has no sender: the field from is missing or empty.") from None
    except NumberError:
        return raw.lstrip("+")


def text_of(fields: Mapping[str, bytes]) -> str:
    """The text by its charset, else UTF-16BE where coding is 2, else UTF-8. An empty text is a text.

    Raises `RefusedError` where the field is missing.
    """
    if "text" not in fields:
        raise RefusedError(400, "The message has no text: the field text is missing.")
    charset = fields.get("charset", b"").decode("ascii", "replace").lower()
    codec = _CODECS.get(charset) or ("utf-16-be" if fields.get("coding") == b"2" else "utf-8")
    return fields["text"].decode(codec, "replace")


def fallback_id(sender: str, recipient: str, text: str, time: bytes, now: int) -> str:
    """An id for a message that came without one: a hash of its words, and of its time or a short window."""
    when = time.hex() or str(now // WINDOW_SECONDS)
    said = "\n".join((sender, recipient, when, text))  # noqa: FLY002 - four things on four lines
    return f"~{hashlib.blake2b(said.encode(), digest_size=16).hexdigest()}"
