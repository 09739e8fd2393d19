"""What a message speaks of: the concepts of its words, negated where a negation stands beside them."""

from __future__ import annotations

from dataclasses import dataclass

from nlu.lexicon import NEGATED, PHRASE_STARTS, bit, concepts_of, phrase_at

_NOT = bit("NOT")
_SMALL = bit("SMALL")
#: Small words and politeness: what carries no wish.
AROUND = _SMALL | bit("POLITE") | bit("GREET")
#: How many words of weight a negation reaches behind it and before it.
_REACH_AFTER, _REACH_BEFORE = 2, 1
_SUM, _MONTH = bit("SUM"), bit("MONTH")


@dataclass(frozen=True, slots=True)
class Gist:
    """`facts` holds the concepts (negated ones shifted); `strange` counts the words that are not known."""

    facts: int
    strange: int
    weighty: int


def gist_of(found: list[str], language: str | None) -> Gist:
    """The gist of folded words in a text of that language; linear in their number."""
    facts, strange = 0, 0
    weighty: list[int] = []
    place = 0
    while place < len(found):
        word, mask, taken = found[place], 0, 0
        if word in PHRASE_STARTS:
            mask, taken = phrase_at(found, place, language)
        if not taken:
            mask, taken = _of_word(word, language), 1
        place += taken
        facts |= mask
        if not mask:
            strange += 1
        if mask & ~AROUND or not mask:
            weighty.append(mask)
    return Gist(facts | _negated(weighty), strange, len(weighty))


def _of_word(word: str, language: str | None) -> int:
    mask = concepts_of(word, language)
    if mask or not word[0].isdigit():
        return mask
    if word.isdecimal():
        return _SMALL
    return concepts_of(word.lstrip("0123456789"), language) & (_SUM | _MONTH)


def _negated(weighty: list[int]) -> int:
    reached = 0
    for place, mask in enumerate(weighty):
        if mask & _NOT:
            near = weighty[max(0, place - _REACH_BEFORE) : place + _REACH_AFTER + 1]
            for other in near:
                reached |= other & _PLAIN & ~AROUND
    return (reached & ~_NOT) << NEGATED


_PLAIN = (1 << NEGATED) - 1
