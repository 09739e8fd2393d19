"""Signing requests with ed25519, where the registry asks for it; verifying.py is the other way round.

The standard names what is signed ("(created) (expires) digest") and not how the digest is made: here, as in
the Beckn protocol that it follows, BLAKE2b-512 of `{"header":...,"message":...}` as both are sent.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

LIFETIME_SECONDS = 300
HEADERS = "(created) (expires) digest"
ALGORITHM = "ed25519"


class SigningKeyError(Exception):
    """The file of the signing key holds no ed25519 key in PEM form."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Our key, and the id under which the registry has its public half."""

    key: Ed25519PrivateKey
    sender_id: str
    key_id: str

    @classmethod
    def load(cls, path: Path, sender_id: str, key_id: str) -> Signer:
        """The key in a PEM file. Raises `SigningKeyError`."""
        try:
            key = load_pem_private_key(path.read_bytes(), password=None)
        except (OSError, ValueError, TypeError):
            raise SigningKeyError(SigningKeyError.__doc__) from None
        if not isinstance(key, Ed25519PrivateKey):
            raise SigningKeyError(SigningKeyError.__doc__)
        return cls(key, sender_id, key_id)

    def sign(self, body: Mapping[str, Any], now: int) -> str:
        """The `signature` of a body's header and message."""
        expires = now + LIFETIME_SECONDS
        signed = orjson.dumps({"header": body["header"], "message": body["message"]})
        signature = base64.b64encode(self.key.sign(signing_text(signed, now, expires))).decode()
        fields = {
            "namespace": "spdci",
            "kidId": f"{self.sender_id}|{self.key_id}|{ALGORITHM}",
            "algorithm": ALGORITHM,
            "created": str(now),
            "expires": str(expires),
            "headers": HEADERS,
            "signature": signature,
        }
        return "Signature: " + ", ".join(f'{name}="{value}"' for name, value in fields.items())


def signing_text(signed: bytes, created: int, expires: int) -> bytes:
    """What is signed of `{"header":...,"message":...}`."""
    digest = base64.b64encode(hashlib.blake2b(signed, digest_size=64).digest()).decode()
    return f"(created): {created}\n(expires): {expires}\ndigest: BLAKE-512={digest}".encode()
