"""Reads what the person typed as the answer to an open prompt."""

from __future__ import annotations

from typing import Any

from bot.requests import AskText, Choose, Option, Prompt, Words
from nlu.numbers import read_number
from nlu.understanding import Intent, Understanding

#: The answer that leaves the dialogue for the menu.
TO_MENU = "@menu"
#: The answer that takes up the interrupted dialogue, and the number that it is offered under.
TO_SUSPENDED = "@suspended"
SUSPENDED_NUMBER = 9


def read_answer(prompt: Prompt, understanding: Understanding, *, suspended: bool = False) -> Any | None:
    """The answer to `prompt`, or None where the text is no answer to it."""
    if isinstance(prompt, AskText):
        return _read_words(prompt, understanding)
    return _read_choice(prompt, understanding, suspended=suspended)


def _read_words(prompt: AskText, understanding: Understanding) -> Any | None:
    if prompt.entity is not None:
        value = understanding.entities.get(prompt.entity)
        if value is None and read_number(understanding.text) == 0:
            return TO_MENU
        return value
    if read_number(understanding.text) == 0:
        return TO_MENU
    return understanding.text.strip() or None


def _read_choice(prompt: Choose, understanding: Understanding, *, suspended: bool) -> Any | None:
    number = read_number(understanding.text)
    if number is not None:
        return _by_number(prompt, number, suspended=suspended)
    key = _by_wish(prompt, understanding.intent)
    if key is not None:
        return key
    if prompt.or_words and understanding.tier != "word" and understanding.text.strip():
        return Words(understanding.text.strip())
    return None


def _by_number(prompt: Choose, number: int, *, suspended: bool) -> str | None:
    if number == 0:
        return prompt.zero.key if prompt.zero else TO_MENU
    if number <= len(prompt.options):
        return prompt.options[number - 1].key
    if suspended and number == SUSPENDED_NUMBER:
        return TO_SUSPENDED
    return None


def _by_wish(prompt: Choose, intent: Intent | None) -> str | None:
    if intent is Intent.AFFIRM:
        return prompt.yes
    if intent is Intent.DENY:
        return prompt.no
    choices: tuple[Option, ...] = (*prompt.options, *((prompt.zero,) if prompt.zero else ()))
    return next((option.key for option in choices if option.intent and option.intent is intent), None)
