"""Côte d'Ivoire's phone numbers of before 31 January 2021, eight digits, as they are today: ten.

The regulator (ARTCI) put two digits before every number by the operator that its range was given to, and
they stayed when a number was taken to another one. A mobile's second digit tells the range: 0 to 3 Moov
(01), 4 to 6 MTN (05), 7 to 9 Orange (07). A fixed line begins 2 or 3, and its third digit tells: 0 MTN (25),
8 Moov (21), else Orange (27); libphonenumber's ranges agree. Nobody had a number that began with 1 or 00.
"""

from __future__ import annotations

REGION = "CI"
_COUNTRY = "225"
_OLD_DIGITS = 8
_MOBILE = dict(zip("0123456789", ("01",) * 4 + ("05",) * 3 + ("07",) * 3, strict=True))
_FIXED = {"0": "25", "8": "21"}


def renumbered(digits: str, region: str) -> str | None:
    """Today's number (E.164) of an old one, given with or without the country's code; None for any other."""
    if region != REGION:
        return None
    old = digits.removeprefix("+").removeprefix("00").removeprefix(_COUNTRY)
    if len(old) != _OLD_DIGITS or not (old.isascii() and old.isdigit()) or old[0] == "1" or old[:2] == "00":
        return None
    prefix = _FIXED.get(old[2], "27") if old[0] in "23" else _MOBILE[old[1]]
    return f"+{_COUNTRY}{prefix}{old}"
