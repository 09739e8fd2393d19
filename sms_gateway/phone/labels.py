"""The page's own few labels: which language they are in, and what the demo's lines on a phone read like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locales import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from locales import Translations

LANGUAGES = ("fr", "ar", "en")


def load_labels() -> Mapping[str, Translations]:
    """The labels of each language. Raises `locales.CatalogError`."""
    return {language: load(language, "phone") for language in LANGUAGES}


def choose_language(asked: str | None, accepted: str) -> str:
    """The language asked for in the address, else the first one that the browser accepts, else French."""
    wishes = [asked or "", *(wish.split(";")[0].strip() for wish in accepted.split(","))]
    for wish in wishes:
        language = wish.lower().split("-")[0]
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]


def worded(line: str, labels: Translations) -> str:
    """What the wiring says (whose case a number has, the price's unit), translated where that is known."""
    return labels.messages.get(line, (line,))[0]
