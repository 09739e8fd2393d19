"""Words a text: the catalog's sentence, its values as people write them, its choices numbered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from bot.reply import Asked
from bot.requests import MENU, AskText, Option, Prompt
from bot.text import Text

#: A catalog: message id to the sentence in one language.
Translate = Callable[[str], str]
#: Writes one value (a date, Money, Month, ...) in one language; see bot/formats.py.
WriteValue = Callable[[Any, str], str]


#: Labels and sentences without fields are the same each time; there are some hundreds in each language.
MOST_FIXED = 4096
NOTHING: Mapping[str, Any] = {}


class Wording:
    """Turns what dialogues yield into the text of one message; `catalogs` holds each language's sentences."""

    def __init__(self, catalogs: Mapping[str, Translate], write_value: WriteValue) -> None:
        self._catalogs = catalogs
        self._write_value = write_value
        self._fixed = lru_cache(maxsize=MOST_FIXED)(self._worded)

    @property
    def languages(self) -> frozenset[str]:
        """The languages that there is a catalog for."""
        return frozenset(self._catalogs)

    def sentence(self, msgid: str, language: str) -> str:
        """A text's sentence, its fields unfilled."""
        return self._catalogs[language](msgid)

    def text(self, text: Text, language: str) -> str:
        """One text with its values in `language`."""
        if not text.values:
            return self._fixed(text.msgid, language)
        return self._worded(text.msgid, language, text.values)

    def _worded(self, msgid: str, language: str, values: Mapping[str, Any] = NOTHING) -> str:
        sentence = self._catalogs[language](msgid)
        return sentence.format(**{name: self._value(value, language) for name, value in values.items()})

    def line(self, text: Text, language: str) -> str:
        """One text that stands on a line of its own: begins with a capital where its letters have one."""
        written = self.text(text, language)
        return written[0].upper() + written[1:] if written[:1].isascii() else written

    def question(self, prompt: Prompt, language: str) -> list[str]:
        """A question's own lines, without its choices."""
        lines = (prompt.question,) if isinstance(prompt, AskText) else prompt.question
        return [self.line(line, language) for line in lines]

    def asked(self, prompt: Prompt, language: str, *, back: bool) -> Asked:
        """A question's choices; `back` tells whether there is a step to go back to."""
        if isinstance(prompt, AskText):
            return Asked(back=back)
        zero = prompt.zero
        return Asked(
            choices=tuple(self.text(option.label, language) for option in prompt.options),
            screen=tuple(self._brief(option, language) for option in prompt.numbered),
            zero=self.text(zero.label if zero else MENU, language),
            own_zero=self._brief(zero, language) if zero else None,
            back=back,
        )

    def _brief(self, option: Option, language: str) -> str:
        return self.text(option.brief or option.label, language)

    def _value(self, value: Any, language: str) -> str:
        return self.text(value, language) if isinstance(value, Text) else self._write_value(value, language)
