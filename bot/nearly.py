"""What is no answer and says enough all the same: a mistyped number, another month, a number not at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.reading import digits_of, is_but
from bot.requests import AskText
from nlu.normalise import words
from nlu.understanding import Intent, Understanding

if TYPE_CHECKING:
    from bot.run import Run

#: Where a number may be a ticket's that was not typed right.
_FOLLOWED = {None, "menu", "follow_up", "withdraw"}
_DIGITS_OF_A_REFERENCE = 9
#: What is told of one month, and of another one that is named.
_BY_MONTH = {"amount", "payments"}
#: More words than that tell something else that happened in a month.
_WORDS_OF_A_MONTH = 4
TO_THE_MENU = {Intent.GREET, Intent.HELP}


def as_typed(heard: Understanding, asked: str | None) -> Understanding:
    """A bare number as long as a reference is taken for one: whoever mistyped it is told to look again.

    `asked` names the open dialogue, if there is one.
    """
    if asked not in _FOLLOWED or heard.entities or heard.tier == "word":
        return heard
    digits = digits_of(heard.text)
    if len(digits) != _DIGITS_OF_A_REFERENCE or not is_but(heard.text, digits):
        return heard
    return replace(heard, entities={"reference": digits})


def names_a_month(run: Run, heard: Understanding) -> bool:
    """Whether a few words name another month of what is told: `et en aout`."""
    return run.name in _BY_MONTH and "month" in heard.entities and len(words(heard.text)) <= _WORDS_OF_A_MONTH


def has_it_not(run: Run, heard: Understanding, wish: str | None) -> bool:
    """Whether a number was asked for that the person does not find: `je ne sais pas`, `aidez moi`."""
    if not isinstance(run.prompt, AskText) or run.prompt.entity is None:
        return False
    helpless = heard.tier != "word" and heard.intent in TO_THE_MENU
    return helpless or (wish is None and heard.intent is not Intent.OUT_OF_SCOPE)
