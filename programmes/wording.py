"""The pack's own words in each language, checked when the pack is loaded."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

from programmes.errors import PackError

#: Every text exists in these: what phones are answered in, and the source language.
LANGUAGES = ("fr", "ar", "ary_Latn", "en")

Words = Mapping[str, str]


def read_words(document: Mapping[str, Any], key: str, file: str) -> Words:
    """A text in each language; PackError names the language that is missing."""
    table = table_at(document, key, file)
    for language in LANGUAGES:
        if not isinstance(table.get(language), str) or not table[language].strip():
            raise PackError(file, f"{key}.{language}", "the text is missing")
    return {language: table[language] for language in LANGUAGES}


def maybe_words(document: Mapping[str, Any], key: str, file: str) -> Words | None:
    """A text that may be left out, but only in all languages at once."""
    *path, last = key.split(".")
    return read_words(document, key, file) if last in table_at(document, ".".join(path), file) else None


def table_at(document: Mapping[str, Any], key: str, file: str) -> Mapping[str, Any]:
    """The table of a dotted key; PackError where there is none."""
    table: Any = document
    for part in key.split("."):
        table = table.get(part) if isinstance(table, Mapping) else None
    if not isinstance(table, Mapping):
        raise PackError(file, key, "the table is missing")
    return table


def fields(text: str) -> set[str]:
    """The names of the figures in a text."""
    return {name for _literal, name, _format, _conversion in string.Formatter().parse(text) if name}
