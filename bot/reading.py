"""Reads what the person typed as the answer to an open prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.picking import may_be_grave, picked_in_words, tells
from bot.requests import AskText, Choose, Option, Prompt, Words
from nlu.commands import command_of
from nlu.normalise import words
from nlu.numbers import read_number
from nlu.understanding import Intent, Understanding

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.text import Text

#: No label is longer.
_LONGEST_LABEL = 60
#: What stands before a file's number.
_MOST_LETTERS = 4
#: So sure must the model be of a wish that is told where something else was asked.
_CLEAR = 0.9
#: The answer that leaves the dialogue for the menu.
TO_MENU = "@menu"


def is_but(text: str, number: str) -> bool:
    """Whether a text is nothing but this number, its few letters aside (`ASD-2024-000101`)."""
    return digits_of(text) == number and sum(map(str.isalpha, text)) <= _MOST_LETTERS


def digits_of(text: str) -> str:
    """The digits of a text, in whatever script, as 0-9."""
    return "".join(str(int(letter)) for letter in text if letter.isdecimal())


def is_copied(prompt: Prompt, text: str, worded: Callable[[Text], str]) -> bool:
    """Whether a text is a choice of the list as it was read, its number aside."""
    return isinstance(prompt, Choose) and _by_label(prompt, text, worded) is not None


def read_answer(prompt: Prompt, understanding: Understanding, worded: Callable[[Text], str]) -> Any | None:
    """The answer to `prompt`, or None where the text is none; `worded` is a label as it was read."""
    number = read_number(understanding.text)
    if isinstance(prompt, Choose):
        return _read_choice(prompt, understanding, number, worded)
    if number == 0:
        return TO_MENU
    return _read_words(prompt, understanding, number)


def _read_words(prompt: AskText, understanding: Understanding, number: int | None) -> Any | None:
    if prompt.entity is not None:
        return understanding.entities.get(prompt.entity)
    # A bare number tells no story: it answers a list that was read before.
    return None if number is not None else _words(understanding)


def _read_choice(
    prompt: Choose, understanding: Understanding, number: int | None, worded: Callable[[Text], str]
) -> Any | None:
    if number is not None:
        return _by_number(prompt, number)
    key = _by_label(prompt, understanding.text, worded)
    if key is None and _takes_as_story(prompt, understanding):
        return _words(understanding)
    key = key or _by_wish(prompt, understanding.intent)
    key = key or _by_first_word(prompt, understanding) or picked_in_words(prompt, understanding, worded)
    if key is None and _takes_words(prompt, understanding):
        return _words(understanding)
    return key


def _takes_as_story(prompt: Choose, understanding: Understanding) -> bool:
    return prompt.story is not None and understanding.intent is prompt.story


def _takes_words(prompt: Choose, understanding: Understanding) -> bool:
    if understanding.tier == "word":
        return False
    told = prompt.or_story and tells(understanding.text) and not may_be_grave(understanding)
    return prompt.or_words or ((prompt.or_unclear or told) and _is_unclear(understanding))


def _by_first_word(prompt: Choose, understanding: Understanding) -> str | None:
    """`non pas d'appel mon mari ne doit pas savoir`: where words are kept anyway, the no counts at once."""
    if not prompt.or_unclear:
        return None
    return prompt.no if command_of("", words(understanding.text)[:1]) is Intent.DENY else None


def _is_unclear(understanding: Understanding) -> bool:
    """Whether words are no wish that could be done, or one that the model is not sure of."""
    guessed = understanding.tier == "model" and understanding.confidence < _CLEAR
    return guessed or understanding.intent in {None, Intent.OUT_OF_SCOPE}


def _words(understanding: Understanding) -> Words | None:
    text = understanding.text.strip()
    return Words(text) if text else None


def _by_number(prompt: Choose, number: int) -> str | None:
    if number == 0:
        return prompt.zero.key if prompt.zero else TO_MENU
    return prompt.numbered[number - 1].key if number <= len(prompt.numbered) else None


def _by_label(prompt: Choose, text: str, worded: Callable[[Text], str]) -> str | None:
    """A choice copied from the list, with its number or without: `1 Envoyer`, `envoyer`."""
    if len(text) > _LONGEST_LABEL:
        return None
    said = words(text)
    zero = [(0, prompt.zero)] if prompt.zero else []
    for number, option in [*enumerate(prompt.numbered, 1), *zero]:
        copied = (said, said[1:]) if said[:1] == [str(number)] else (said,)
        labels = (option.label, option.brief or option.label)
        if any(words(worded(label)) in copied for label in labels):
            return option.key
    return None


def _by_wish(prompt: Choose, intent: Intent | None) -> str | None:
    if intent is None:
        return None
    if intent is Intent.AFFIRM:
        return prompt.yes
    if intent is Intent.DENY:
        return prompt.no
    choices: tuple[Option, ...] = (*prompt.numbered, *((prompt.zero,) if prompt.zero else ()))
    return next((option.key for option in choices if option.intent is intent), None)
