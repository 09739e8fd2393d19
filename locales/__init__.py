"""In which words: the catalogs, read as they stand; nothing is compiled, so nothing is out of date.

`sms` holds what phones read, `console` what officers read. English is the language of the sources: what its
catalog leaves empty reads as the message id itself. In any other language a missing message is an error at
the start, not on a citizen's phone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from gettext import c2py
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from babel.messages.catalog import Catalog

SOURCE_LANGUAGE = "en"
#: Every language that phones are answered in, and the source; a programme offers some of them.
PHONE_LANGUAGES = ("fr", "ar", "ary_Latn", "en")
FOLDER = Path(__file__).parent


class CatalogError(Exception):
    """A catalog is missing, or lacks a message."""


@dataclass(frozen=True, slots=True)
class Translations:
    """The messages of one language and domain; `gettext` and `ngettext` as Jinja and the bot call them."""

    language: str
    domain: str
    messages: dict[str, tuple[str, ...]]
    form: Callable[[int], int]

    def gettext(self, msgid: str) -> str:
        """The sentence for a message id. Raises `CatalogError`."""
        return self._forms(msgid)[0]

    def ngettext(self, msgid: str, plural: str, count: int) -> str:
        """The sentence in the form that a count asks for. Raises `CatalogError`."""
        if self.language == SOURCE_LANGUAGE and msgid not in self.messages:
            return msgid if count == 1 else plural
        return self._forms(msgid)[self.form(count)]

    def _forms(self, msgid: str) -> tuple[str, ...]:
        forms = self.messages.get(msgid)
        if forms is not None:
            return forms
        if self.language == SOURCE_LANGUAGE:
            return (msgid,)
        raise CatalogError(f"{self.language}/{self.domain}.po has no translation of {msgid!r}")


def path_of(language: str, domain: str) -> Path:
    """Where a catalog lies."""
    return FOLDER / language / "LC_MESSAGES" / f"{domain}.po"


def read(language: str, domain: str) -> Catalog:
    """A catalog as it stands in its file. Raises `CatalogError`."""
    try:
        with path_of(language, domain).open("rb") as file:
            # ary_Latn is no locale of Babel's: its catalog is read without one.
            return read_po(file, locale=None, domain=domain, abort_invalid=True)
    except FileNotFoundError:
        raise CatalogError(f"no catalog {language}/{domain}.po") from None


@cache
def load(language: str, domain: str) -> Translations:
    """The translations of a language, read once, every message present. Raises `CatalogError`."""
    catalog = read(language, domain)
    messages: dict[str, tuple[str, ...]] = {}
    for message in catalog:
        if not message.id:
            continue
        msgid, *_plural = _forms(message.id)
        forms = _forms(message.string or "")
        if all(forms) and not message.fuzzy:
            messages[msgid] = forms
        elif language != SOURCE_LANGUAGE:
            raise CatalogError(f"{language}/{domain}.po leaves {msgid!r} untranslated")
    return Translations(language, domain, messages, c2py(catalog.plural_expr))


def _forms(sentence: str | Sequence[str]) -> tuple[str, ...]:
    """Babel keeps one sentence as a string, one with plurals as a sequence."""
    return (sentence,) if isinstance(sentence, str) else tuple(sentence)
