"""The page's own few labels, in the languages that locales/ has a phone.po for.

They are read from the .po itself, so that the first page a newcomer sees needs no compiled catalog.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from pathlib import Path

#: An English label to the same in one language; what is not known stays as it is.
Labels = Callable[[str], str]

LANGUAGES = ("fr", "ar", "en")


def read_labels(locales: Path) -> dict[str, Labels]:
    """The labels of each language."""
    return {language: _read(locales / language / "LC_MESSAGES" / "phone.po") for language in LANGUAGES}


def choose_language(asked: str | None, accepted: str) -> str:
    """The language asked for in the address, else the first one that the browser accepts, else French."""
    wishes = [asked or "", *(wish.split(";")[0].strip() for wish in accepted.split(","))]
    for wish in wishes:
        language = wish.lower().split("-")[0]
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]


def _read(file: Path) -> Labels:
    with file.open("rb") as lines:
        catalog = read_po(lines)
    sentences = {str(message.id): str(message.string) for message in catalog if message.id and message.string}
    return lambda label: sentences.get(label, label)
