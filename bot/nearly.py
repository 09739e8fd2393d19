"""What is no answer and no wish, and says enough all the same.

A mistyped number, another month, a number that is not at hand, something more about what was just filed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.dialogues.receipt import SENSITIVE, is_open
from bot.picking import may_be_grave, tells
from bot.reading import digits_of, is_but
from bot.requests import AskText
from nlu.normalise import words
from nlu.understanding import Intent, Understanding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.run import Run
    from storage.records import Ticket

#: Where a number may be a ticket's that was not typed right.
_FOLLOWED = {None, "menu", "follow_up", "withdraw"}
_DIGITS_OF_A_REFERENCE = 9
#: What is told of one month, and of another one that is named.
_BY_MONTH = {"amount", "payments"}
#: More words than that tell something else that happened in a month.
_WORDS_OF_A_MONTH = 4
#: So long after a ticket was filed more may be told of it.
_AFTERTHOUGHT_SECONDS = 1800
#: As sure as that, the model has heard a wish of its own.
_A_WISH = 0.6
TO_THE_MENU = {Intent.GREET, Intent.HELP}
#: What has nothing to do with a file whose number is named.
OF_NO_FILE = {
    *TO_THE_MENU,
    Intent.SCAM_REPORT,
    Intent.OTHER_SERVICES,
    Intent.FIND_OFFICE,
    Intent.CHANGE_LANGUAGE,
    Intent.STOP,
    Intent.THANKS_BYE,
}
#: What a number alone asks for, where nothing else was understood.
NAMED = {"reference": Intent.TICKET_FOLLOWUP, "case_number": Intent.APPLICATION_STATUS}


def as_meant(heard: Understanding, asked: str | None) -> Understanding:
    """A bare number as long as a reference is taken for one: whoever mistyped it is told to look again.

    That it shall be silent the service asks back where only the model heard it: `j'ai jamais demandé
    d'arreter`. `asked` names the open dialogue, if there is one.
    """
    if heard.intent is Intent.STOP and heard.tier == "model":
        return replace(heard, intent=None, tier="none", likeliest=(Intent.STOP,))
    if asked not in _FOLLOWED or heard.entities or heard.tier == "word":
        return heard
    digits = digits_of(heard.text)
    if len(digits) != _DIGITS_OF_A_REFERENCE or not is_but(heard.text, digits):
        return heard
    return replace(heard, entities={"reference": digits})


def is_a_number(heard: Understanding) -> bool:
    """A model that must choose finds a wish in a bare number too, and in one of a file a strange call."""
    named = [heard.entities[name] for name in NAMED if name in heard.entities]
    of_no_file = heard.tier == "model" and heard.intent in OF_NO_FILE
    return any(of_no_file or is_but(heard.text, number) for number in named)


def names_a_month(run: Run, heard: Understanding) -> bool:
    """Whether a few words name another month of what is told: `et en aout`."""
    return run.name in _BY_MONTH and "month" in heard.entities and len(words(heard.text)) <= _WORDS_OF_A_MONTH


def has_it_not(run: Run, heard: Understanding, wish: str | None) -> bool:
    """Whether a number was asked for that the person does not find: `je ne sais pas`, `aidez moi`."""
    if not isinstance(run.prompt, AskText) or run.prompt.entity is None:
        return False
    helpless = heard.tier != "word" and heard.intent in TO_THE_MENU
    return helpless or (wish is None and heard.intent is not Intent.OUT_OF_SCOPE)


def is_afterthought(heard: Understanding) -> bool:
    """Whether a message tells something without a wish: `et aussi elle a 12 ans`."""
    sure = heard.intent is not None and (heard.tier != "model" or heard.confidence >= _A_WISH)
    return not sure and not heard.entities and tells(heard.text) and not may_be_grave(heard)


def just_filed(tickets: Iterable[Ticket], now: int) -> Ticket | None:
    """What was filed a moment ago and may be added to; a sensitive ticket is not spoken of."""
    newest = next(iter(tickets), None)
    if newest is None or now - newest.created_at > _AFTERTHOUGHT_SECONDS:
        return None
    return newest if is_open(newest) and newest.motive != SENSITIVE else None
