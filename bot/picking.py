"""A choice picked in a sentence, or spelt otherwise: `oui je voudrais contester cela`, `lwraq`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.normalise import words
from nlu.skeleton import skeleton
from nlu.understanding import IN_CONFIDENCE, Intent, Understanding

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.requests import Choose, Option
    from bot.text import Text

#: No label has as many words.
_WORDS_OF_A_STORY = 5
#: A longer sentence tells something of its own.
_LONGEST_SENTENCE = 60
#: A word of fewer consonants is too much like others by its sound, and one of fewer letters tells nothing.
_FEWEST_CONSONANTS, _FEWEST_LETTERS = 3, 4
#: What may turn a choice into its contrary, in folded words; Darija's `ma ...ch` stands around its verb.
_NEGATED = re.compile(
    r"\b(?:pas|ne|n|non|jamais|rien|plus|aucune?|machi|mashi|lala|لا|لم|لن|ليس|ماشي|مشي|بلا)\b"
    r"|\b(?:ma|ما) ?\w+(?:ch|che|chi|ش)\b"
)
#: A message that is heard so may still pick a choice.
_UNDECIDED = {None, Intent.OUT_OF_SCOPE, Intent.AFFIRM}


def tells(text: str) -> bool:
    """Whether a message tells something of its own, more than any choice or command does."""
    told = [word for word in words(text) if not word.isdecimal()]  # `3 Mes données sont fausses` is a choice
    return len(told) >= _WORDS_OF_A_STORY


def may_be_grave(understanding: Understanding) -> bool:
    """Whether a message that was not understood may be a call for help."""
    return not IN_CONFIDENCE.isdisjoint(understanding.likeliest)


def picked_in_words(
    prompt: Choose, understanding: Understanding, worded: Callable[[Text], str]
) -> str | None:
    """The only choice whose words a short sentence holds, or which holds all of the sentence's.

    None where words are an answer of their own (but for a no), where the sentence means something else for
    sure or may be a call for help, and where only one of the two is a denial.
    """
    undecided = understanding.intent in _UNDECIDED and understanding.tier != "word"
    if prompt.or_words or not undecided or len(understanding.text) > _LONGEST_SENTENCE:
        return None
    if not prompt.or_unclear and may_be_grave(understanding):
        return None
    picked = {option.key for option in prompt.numbered if _is_picked(option, understanding.text, worded)}
    key = picked.pop() if len(picked) == 1 else None
    return key if not prompt.or_unclear or key == prompt.no else None


def _is_picked(option: Option, text: str, worded: Callable[[Text], str]) -> bool:
    labels = (option.label, option.brief or option.label)
    return any(_is_meant(text, worded(label)) for label in labels)


def _is_meant(text: str, label: str) -> bool:
    said, offered = _telling(text), _telling(label)
    if not (said and offered) or not (offered <= said or said <= offered):
        return False
    return _is_negated(text) == _is_negated(label)


def _telling(text: str) -> frozenset[str]:
    """The words that tell something, as they sound where that is enough to tell them apart."""
    return frozenset(filter(None, map(_as_it_sounds, words(text))))


def _as_it_sounds(word: str) -> str:
    sound = skeleton(word)
    if len(sound) >= _FEWEST_CONSONANTS and not word.isdecimal():
        return sound
    return word if len(word) >= _FEWEST_LETTERS or word.isdecimal() else ""


def _is_negated(text: str) -> bool:
    return _NEGATED.search(" ".join(words(text))) is not None
