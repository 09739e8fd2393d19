"""Ticket references: random digits that a person can read out, with a check digit that catches a slip.

The check digit is Damm's (H. M. Damm, *Total anti-symmetrische Quasigruppen*, 2004): it catches every wrong
single digit and every swap of two neighbours.
"""

from __future__ import annotations

import secrets

RANDOM_DIGITS = 8

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def new_reference() -> str:
    """A fresh reference: 8 random digits and their check digit."""
    digits = f"{secrets.randbelow(10**RANDOM_DIGITS):0{RANDOM_DIGITS}}"
    return digits + str(_damm(digits))


def is_reference(text: str) -> bool:
    """Whether this is 9 ASCII digits of which the last one checks the others."""
    return len(text) == RANDOM_DIGITS + 1 and text.isascii() and text.isdigit() and _damm(text) == 0


def _damm(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim
