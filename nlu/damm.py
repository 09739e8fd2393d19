"""Damm's check digit (H. Michael Damm, 2004): finds every wrong digit and every swap of two neighbours."""

from __future__ import annotations

_TABLE = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def is_valid(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it."""
    interim = 0
    for digit in digits:
        interim = int(_TABLE[interim][int(digit)])
    return interim == 0
