"""Words a text: the catalog's sentence, its values as people write them, its choices numbered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.requests import MENU, AskText, Choose, Prompt
from bot.text import Text

#: A catalog: message id to the sentence in one language.
Translate = Callable[[str], str]
#: Writes one value (a date, Money, Month, ...) in one language; see bot/formats.py.
WriteValue = Callable[[Any, str], str]


class Wording:
    """Turns what dialogues yield into the text of one message; `catalogs` holds each language's sentences."""

    def __init__(self, catalogs: Mapping[str, Translate], write_value: WriteValue) -> None:
        self._catalogs = catalogs
        self._write_value = write_value

    @property
    def languages(self) -> frozenset[str]:
        """The languages that there is a catalog for."""
        return frozenset(self._catalogs)

    def text(self, text: Text, language: str) -> str:
        """One text with its values in `language`."""
        sentence = self._catalogs[language](text.msgid)
        return sentence.format(**{name: self._value(value, language) for name, value in text.values.items()})

    def line(self, text: Text, language: str) -> str:
        """One text that stands on a line of its own: begins with a capital where its letters have one."""
        written = self.text(text, language)
        return written[0].upper() + written[1:] if written[:1].isascii() else written

    def prompt(self, prompt: Prompt, language: str, *, short: bool = False) -> str:
        """A question with its choices, one a line; `short` leaves the question out of a choice."""
        if isinstance(prompt, AskText):
            return self.line(prompt.question, language)
        question = () if short else prompt.question
        return "\n".join(
            [*(self.line(line, language) for line in question), *self._choices(prompt, language)]
        )

    def _choices(self, prompt: Choose, language: str) -> list[str]:
        labels = [*enumerate((option.label for option in prompt.options), 1)]
        labels.append((0, prompt.zero.label if prompt.zero else MENU))
        return [f"{number} {self.text(label, language)}" for number, label in labels]

    def _value(self, value: Any, language: str) -> str:
        return self.text(value, language) if isinstance(value, Text) else self._write_value(value, language)
