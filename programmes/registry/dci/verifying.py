"""The registry's own signature: what it answers is taken only where its key signed it."""

from __future__ import annotations

import base64
import binascii
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from programmes.registry.dci.envelope import DciError
from programmes.registry.dci.signing import ALGORITHM, HEADERS, signing_text

#: Of a time in seconds, whatever the century.
_MOST_DIGITS = 12

#: Two machines' clocks may differ by so much.
SKEW_SECONDS = 60
_FIELD = re.compile(r'(\w+)="([^"]*)"')
_DECODER = json.JSONDecoder()
_BLANKS = " \t\r\n"


class VerifyingKeyError(Exception):
    """The file of the registry's key holds no ed25519 public key in PEM form."""


class SignatureError(DciError):
    """An answer is not signed as the registry's are."""


class UnsignedError(SignatureError):
    """An answer carries no signature."""

    def __init__(self) -> None:
        super().__init__("the answer is not signed")


@dataclass(frozen=True, slots=True)
class Verifier:
    """The registry's public key, and its id ("" where any is taken); `now` gives epoch seconds."""

    key: Ed25519PublicKey
    sender_id: str = ""
    now: Callable[[], float] = field(default=time.time)

    @classmethod
    def load(cls, path: Path, sender_id: str) -> Verifier:
        """The key in a PEM file. Raises `VerifyingKeyError`."""
        try:
            key = load_pem_public_key(path.read_bytes())
        except (OSError, ValueError):
            raise VerifyingKeyError(VerifyingKeyError.__doc__) from None
        if not isinstance(key, Ed25519PublicKey):
            raise VerifyingKeyError(VerifyingKeyError.__doc__)
        return cls(key, sender_id)

    def check(self, content: bytes) -> None:
        """Whether header and message are signed, octet for octet as they came. Raises `SignatureError`."""
        parts = members_of(content)
        fields = dict(_FIELD.findall(parts.get("signature", "").replace('\\"', '"')))
        if not fields:
            raise UnsignedError
        created, expires = self._times(fields)
        signed = b'{"header":%b,"message":%b}' % tuple(
            parts.get(name, "").encode() for name in ("header", "message")
        )
        try:
            signature = base64.b64decode(fields.get("signature", ""), validate=True)
            self.key.verify(signature, signing_text(signed, created, expires))
        except (InvalidSignature, binascii.Error):
            raise SignatureError("the answer's signature does not fit it") from None

    def _times(self, fields: dict[str, str]) -> tuple[int, int]:
        """When it was made and until when it holds, where it is one of the registry's at all."""
        sender, _key, algorithm = [*fields.get("kidId", "").split("|"), "", "", ""][:3]
        if algorithm != ALGORITHM or fields.get("algorithm") != ALGORITHM or fields.get("headers") != HEADERS:
            raise SignatureError("the answer is signed in another way")
        if self.sender_id and sender != self.sender_id:
            raise SignatureError("the answer is signed by somebody else")
        times = fields.get("created", ""), fields.get("expires", "")
        if not all(time.isascii() and time.isdigit() and len(time) <= _MOST_DIGITS for time in times):
            raise SignatureError("the answer's signature has no times")
        created, expires = map(int, times)
        if not created - SKEW_SECONDS <= self.now() <= expires + SKEW_SECONDS:
            raise SignatureError("the answer's signature does not hold now")
        return created, expires


def members_of(content: bytes) -> dict[str, str]:
    """The members of a JSON object, each as it was written. Raises `DciError`."""
    try:
        text = content.decode()
        return dict(_members(text, _past_blanks(text, 0)))
    except (ValueError, IndexError, RecursionError):
        raise DciError("the answer is not a JSON object") from None


def _members(text: str, at: int) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    opened = "{"
    while text[at] == opened:
        name, at = _DECODER.raw_decode(text, _past_blanks(text, at + 1))
        at = _past_blanks(text, at)
        if not isinstance(name, str) or text[at] != ":":
            raise ValueError
        begin = _past_blanks(text, at + 1)
        _value, at = _DECODER.raw_decode(text, begin)
        found.append((name, text[begin:at]))
        at, opened = _past_blanks(text, at), ","
    if text[at] != "}" or text[at + 1 :].strip(_BLANKS) or len(dict(found)) < len(found):
        raise ValueError
    return found


def _past_blanks(text: str, at: int) -> int:
    while text[at] in _BLANKS:
        at += 1
    return at
