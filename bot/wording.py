"""Words a text in a language: the catalog's sentence, its values written as people write them, its choices numbered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.reading import SUSPENDED_NUMBER
from bot.requests import MENU, AskText, Choose, Prompt, Say
from bot.text import Text, _

#: A catalog: message id to the sentence in one language.
Translate = Callable[[str], str]
#: Writes one value (a date, Money, Month, ...) in one language; see bot/formats.py.
WriteValue = Callable[[Any, str], str]

CONTINUE = _("Continue my appeal")


class Wording:
    """Turns what dialogues yield into the text of one message."""

    def __init__(self, catalogs: Mapping[str, Translate], write_value: WriteValue) -> None:
        self._catalogs = catalogs
        self._write_value = write_value

    def text(self, text: Text, language: str, values: Mapping[str, Any] | None = None) -> str:
        """One text with its values in `language`."""
        filled = {**text.values, **(values or {})}
        sentence = self._catalogs[language](text.msgid)
        return sentence.format(**{name: self._value(value, language) for name, value in filled.items()})

    def say(self, say: Say, language: str) -> str:
        """What a `Say` reads like."""
        return self.text(say.text, language, say.values)

    def prompt(self, prompt: Prompt, language: str, *, short: bool = False, suspended: bool = False) -> str:
        """A question with its numbered choices, one a line; `short` leaves the question out where there are choices."""
        if isinstance(prompt, AskText):
            return self.text(prompt.question, language, prompt.values)
        lines = [] if short or prompt.question is None else [self.text(prompt.question, language, prompt.values)]
        lines += self._choices(prompt, language, suspended=suspended)
        return "\n".join(lines)

    def _choices(self, prompt: Choose, language: str, *, suspended: bool) -> list[str]:
        lines = [
            f"{number} {self.text(option.label, language, prompt.values)}"
            for number, option in enumerate(prompt.options, 1)
        ]
        if suspended:
            lines.append(f"{SUSPENDED_NUMBER} {self.text(CONTINUE, language)}")
        return [*lines, f"0 {self.text(prompt.zero.label if prompt.zero else MENU, language)}"]

    def _value(self, value: Any, language: str) -> str:
        if isinstance(value, Text):
            return self.text(value, language)
        return self._write_value(value, language)
