"""Masks what may tell who wrote a message, before somebody else reads it.

Numbers, addresses, and names after a cue. Names without a cue cannot be found; whoever confirms a message
reads it and may give other words.
"""

from __future__ import annotations

import re

from nlu.normalise import western_digits

NAME = "***"
#: Four digits or more, with what people put between groups of them; sums and months are shorter.
_NUMBER = re.compile(r"[0-9](?:[ .\-_/\u00a0\u202f]{0,2}[0-9]){3,}")
_DIGIT = re.compile(r"[0-9]")
_ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+", re.IGNORECASE)
_CUES = (
    r"je m ?['\u2019]? ?appell?e",
    r"jm ?apel+e?",
    r"je suis (?:mr|mme|monsieur|madame)",
    r"mon nom(?: c)?(?: est| cest)?",
    *("smiti", "smyti", "ismi", "ana (?:mr|mme)", "اسمي", "إسمي", "سميتي", "أنا (?:السيد|السيدة)"),
)
_NAMED = re.compile(rf"(?<!\w)((?:{'|'.join(_CUES)})\s+)([^\W\d_]+(?:[ \-'][^\W\d_]+)?)", re.IGNORECASE)


def masked(text: str) -> str:
    """The text with long numbers as zeros, addresses and names after a cue as stars; of the same meaning."""
    plain = _ADDRESS.sub(NAME, western_digits(text))
    plain = _NUMBER.sub(lambda found: _DIGIT.sub("0", found[0]), plain)
    return _NAMED.sub(rf"\1{NAME}", plain)
