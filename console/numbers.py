"""Numbers in addresses and forms."""

from __future__ import annotations

#: What every store's whole numbers hold.
MOST_DIGITS = 18


def number_in(text: str, most_digits: int = MOST_DIGITS) -> int | None:
    """The whole number that a text is, in ASCII digits, not too many; None where it is none."""
    right = text.isascii() and text.isdecimal() and len(text) <= most_digits
    return int(text) if right else None
