"""Which language a person is answered in: the one heard or named, where the programme offers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

#: Who writes Darija in Latin letters reads Arabic rather than French.
_INSTEAD = {"ary_Latn": "ar"}


def nearest_offered(language: str | None, offered: Container[str]) -> str | None:
    """The language itself where it is offered, else its neighbour; None where neither is."""
    if language is None or language in offered:
        return language
    instead = _INSTEAD.get(language)
    return instead if instead in offered else None
