"""Finds an amount of money with its unit: `900 dh`, `1.350,50 درهم`, `36 000 FCFA`."""

from __future__ import annotations

import re
from typing import Any

#: Unit as typed -> currency and its minor units in one.
_UNITS: tuple[tuple[str, str, int], ...] = (
    (r"(?:dirhams?|dirham|dirhm|derhem|drhm|drahem|dhs?|mad|دراهم|درهما|درهم|الدرهم|د\.م)", "MAD", 100),
    (r"(?:mru|ouguiyas?|ougiyas?|um|اوقيه|أوقية|اوقية|اواق)", "MRU", 100),
    (r"(?:f\.?\s?cfa|fcfa|cfa|francs?|xof)", "XOF", 1),
)
_NUMBER = r"(?<![\w.,])([0-9]{1,3}(?:[ .\u00a0\u202f][0-9]{3}){1,3}|[0-9]{1,9})(?:[.,]([0-9]{1,2}))?"
_PATTERNS = tuple(
    (re.compile(rf"{_NUMBER}\s{{0,3}}{unit}(?!\w)", re.IGNORECASE), currency, minor)
    for unit, currency, minor in _UNITS
)


def find_amount(text: str) -> tuple[dict[str, Any] | None, str]:
    """The first amount as `{"minor", "currency"}`, and the text without it; digits are western."""
    for pattern, currency, minor in _PATTERNS:
        match = pattern.search(text)
        if match:
            whole = int(re.sub(r"[^0-9]", "", match[1])) * minor
            cents = int((match[2] or "0").ljust(2, "0")) * minor // 100
            return {
                "minor": whole + cents,
                "currency": currency,
            }, f"{text[: match.start()]} ; {text[match.end() :]}"
    return None, text
