"""Words and numbers that occur nowhere else, and a search for them in whatever was written."""

from __future__ import annotations

import base64
from urllib.parse import quote

PHONE = "+212677713919"
CASE_NUMBER = "ASD-2023-864209"
STORY = "mon fils zanzibarquokka a encore 20 ans, il est au lycee"
STORY_AR = "ابني زنقزبوط ما زال في الثانوية وعمره عشرون سنة"
REPLY, REASON = "Envoyez le papier kiwibaobab svp.", "Le certificat dugonglumiere est valable."
BAD_VALUE, PASSWORD = "wombatfjord", "narvalcanape-2025"

#: What must be found nowhere: the tell-tale of each of the above.
TELLTALES = (
    "677713919",
    "864209",
    "zanzibarquokka",
    "زنقزبوط",
    "kiwibaobab",
    "dugonglumiere",
    "wombatfjord",
    "narvalcanape",
)


def forms(word):
    """A word as it may stand in a file, a log or a URL."""
    yield word.encode()
    yield word.encode("utf-16-le")
    yield word.encode("utf-16-be")
    yield word.encode().hex().encode()  # as a database dumps bytes
    yield base64.b64encode(word.encode())[:-4]
    if not word.isascii():
        yield word.encode("unicode_escape")
        yield quote(word).encode()
        yield quote(word.encode("utf-16-be")).encode()


def found_in(data):
    """The tell-tales that are in some bytes, whatever their case."""
    lower = data.lower()
    return {word for word in TELLTALES if any(form.lower() in lower for form in forms(word))}
