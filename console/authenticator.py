"""Codes of an authenticator app (RFC 6238: SHA-1, six digits, 30 s), and codes for when it is lost."""

from __future__ import annotations

import base64
import hmac
import secrets
from io import BytesIO
from urllib.parse import quote

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

ISSUER = "Recours"
DIGITS = 6
STEP_SECONDS = 30
RECOVERY_CODES = 10
_SECRET_BYTES = 20
_DRIFT = 1  # steps that a phone's clock may be off
_RECOVERY_BYTES = 10


def new_secret() -> bytes:
    """160 random bits."""
    return secrets.token_bytes(_SECRET_BYTES)


def step_at(now: int) -> int:
    """The step of time of a moment."""
    return now // STEP_SECONDS


def code_at(secret: bytes, step: int) -> str:
    """What the app shows in a step."""
    return HOTP(secret, DIGITS, SHA1()).generate(step).decode()  # noqa: S303 - what every app computes


def step_of(secret: bytes, typed: str, now: int) -> int | None:
    """The step whose code was typed, at most one away from now; None where there is none."""
    here = step_at(now)
    steps = range(here - _DRIFT, here + _DRIFT + 1)
    right = [step for step in steps if hmac.compare_digest(code_at(secret, step), typed)]
    return right[-1] if right else None


def spelled(secret: bytes) -> str:
    """The secret as people type it into an app: base32 in groups of four."""
    return _in_fours(base64.b32encode(secret).decode())


def qr_code(secret: bytes, login: str) -> str:
    """The picture to scan, as an SVG element without inline style; dark on light in any scheme."""
    label = quote(f"{ISSUER}:{login}")
    key = base64.b32encode(secret).decode()
    drawn = BytesIO()
    segno.make(f"otpauth://totp/{label}?secret={key}&issuer={ISSUER}", error="m").save(
        drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, svgclass="qr", light="#fff", nl=False
    )
    return drawn.getvalue().decode()


def new_recovery_codes() -> list[str]:
    """Ten codes of 80 random bits, each good once."""
    codes = (base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode() for _ in range(RECOVERY_CODES))
    return [_in_fours(code) for code in codes]


def plain_code(typed: str) -> str:
    """A code as it is compared: people type spaces, dashes and small letters."""
    return "".join(letter for letter in typed.upper() if letter.isascii() and letter.isalnum())


def _in_fours(code: str) -> str:
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
