"""What a provider says of a message or a session, as it may stand in clear: a word or two, never a sentence.

Providers choose these texts, and one that quotes the message or the number in them would write both beside
the sealed columns.
"""

from __future__ import annotations

import re

MASK = "‥"
#: `DELIVRD 000`, `Success`, `timed out`, `InvalidSenderId`.
_STATUS = re.compile(r"[A-Za-z0-9_.:-]{1,24}( [A-Za-z0-9_.:-]{1,24})?", re.ASCII)
MOST_DIGITS = 6


def status_words(text: str) -> str:
    """The text where it is a status; `‥` in the place of anything longer, or with many digits."""
    digits = sum(character.isdigit() for character in text)
    return text if not text or (digits <= MOST_DIGITS and _STATUS.fullmatch(text)) else MASK
