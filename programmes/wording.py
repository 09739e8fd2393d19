"""The pack's own words: names, units, desks and reasons in each language, checked when the pack is loaded."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from programmes.errors import PackError

FILE = "programme.toml"
#: Every text exists in these: what phones are answered in, and the source language.
LANGUAGES = ("fr", "ar", "ary_Latn", "en")
UNKNOWN_REASON = "UNKNOWN"

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a case or a payment is refused or held; `bare` is said where a figure of `texts` is not known."""

    texts: Words
    bare: Words
    desk: str | None = None
    defaults: Mapping[str, str] = field(default_factory=dict)

    def say(self, language: str, decimal_sign: str, data: Mapping[str, Any]) -> str:
        """The reason with its figures, as people of `language` write them."""
        known = {**self.defaults, **{name: value for name, value in data.items() if value not in {None, ""}}}
        figures = {name: _figure(value, decimal_sign) for name, value in known.items()}
        text = self.texts[language]
        return (text if _fields(text) <= figures.keys() else self.bare[language]).format_map(figures)


def read_words(document: Mapping[str, Any], key: str) -> Words:
    """A text in each language; PackError names the language that is missing."""
    table = _table(document, key)
    for language in LANGUAGES:
        if not isinstance(table.get(language), str) or not table[language].strip():
            raise PackError(FILE, f"{key}.{language}", "the text is missing")
    return {language: table[language] for language in LANGUAGES}


def read_desks(document: Mapping[str, Any]) -> dict[str, Words]:
    """The desks that own a datum."""
    desks = _table(document, "desks")
    return {name: read_words(document, f"desks.{name}") for name in desks}


def read_reasons(document: Mapping[str, Any], desks: Mapping[str, Words]) -> dict[str, Reason]:
    """The reasons by their codes; the one for unlisted codes has to be among them."""
    reasons = {code: _reason(document, code, desks) for code in _table(document, "reasons")}
    if UNKNOWN_REASON not in reasons:
        raise PackError(
            FILE, f"reasons.{UNKNOWN_REASON}", "missing: it is said for a code that is not listed"
        )
    return reasons


def _reason(document: Mapping[str, Any], code: str, desks: Mapping[str, Words]) -> Reason:
    key = f"reasons.{code}"
    table = _table(document, key)
    texts = read_words(document, key)
    bare = read_words(document, f"{key}.bare") if "bare" in table else texts
    desk, defaults = table.get("desk"), {k: str(v) for k, v in table.get("defaults", {}).items()}
    if desk is not None and desk not in desks:
        raise PackError(FILE, f"{key}.desk", "no such desk under [desks]")
    for language in LANGUAGES:
        if not _fields(bare[language]) <= defaults.keys():
            raise PackError(FILE, f"{key}.bare.{language}", "a figure in it has no default")
    return Reason(texts, bare, desk, defaults)


def _table(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    table: Any = document
    for part in key.split("."):
        table = table.get(part) if isinstance(table, Mapping) else None
    if not isinstance(table, Mapping):
        raise PackError(FILE, key, "the table is missing")
    return table


def _fields(text: str) -> set[str]:
    return {name for _literal, name, _format, _conversion in string.Formatter().parse(text) if name}


def _figure(value: Any, decimal_sign: str) -> str:
    return str(value).replace(".", decimal_sign)
