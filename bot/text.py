"""A text that a phone may read: written in English, worded by the catalogs, bounded in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

#: Every text that a phone may read, by its message id; the catalog tests walk it.
TEXTS: dict[str, Text] = {}


class Text(Struct, frozen=True):
    """A message id and the parts it may cost: `parts` in GSM-7, `wide` in UCS-2 languages (Arabic).

    Called with its fields' values it gives the text filled in: `RECEIPT(reference=..., day=...)`.
    """

    msgid: str
    parts: int = 1
    wide: int = 2
    values: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, **values: Any) -> Text:
        """The same text, its fields filled."""
        return Text(self.msgid, self.parts, self.wide, values)


def _(msgid: str, *, parts: int = 1, wide: int = 2) -> Text:
    """Mark a text for the catalogs and declare its parts; Babel extracts the first argument."""
    return TEXTS.setdefault(msgid, Text(msgid, parts, wide))


class Month(Struct, frozen=True):
    """A calendar month, `YYYY-MM`, written by its name; with its `year` where the name would mislead.

    `months`: the first of so many, `octobre à décembre`.
    """

    iso: str
    year: bool = False
    months: int = 1


class Day(Struct, frozen=True):
    """A day, `12 octobre`; far from `today` it carries its year (a plain `date` never does)."""

    on: date
    today: date


class Money(Struct, frozen=True):
    """An amount in minor units, written with its unit (`900 DH`)."""

    minor: int
    currency: str


class Reference(Struct, frozen=True):
    """A ticket's nine digits, written `482.177.353` (dots keep their order behind Arabic letters)."""

    digits: str


class Quote(Struct, frozen=True):
    """The person's own words, cut to `limit` characters at a word."""

    words: str
    limit: int = 40


class Plain(Struct, frozen=True):
    """Words that come from the programme pack, already in the person's language."""

    by_language: Callable[[str], str]
