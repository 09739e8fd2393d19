"""What a message is about beside its intent: a card or a code, a child or an address, health or school.

`nlu/topics.txt` lists each topic's words, and the concepts of the word lists that stand for it. Only the
dialogues that need a topic ask for it.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from nlu.concepts import gist_of
from nlu.datafiles import read_lines
from nlu.language import language_of
from nlu.lexicon import bit
from nlu.normalise import fold, words


def topic_of(text: str, among: Collection[str]) -> str | None:
    """The first topic of `among` that the text speaks of, in the order of topics.txt; any text at all."""
    found = words(text)
    facts = gist_of(found, language_of(text, found)).facts
    spoken = f" {' '.join(found)} "
    for topic, concepts, phrases in _topics():
        if topic in among and (facts & concepts or any(phrase in spoken for phrase in phrases)):
            return topic
    return None


@cache
def _topics() -> tuple[tuple[str, int, tuple[str, ...]], ...]:
    return tuple(_topic(line) for line in read_lines("topics.txt"))


def _topic(line: str) -> tuple[str, int, tuple[str, ...]]:
    topic, _, listed = line.partition(": ")
    entries = listed.split(", ")
    concepts = 0
    for entry in entries:
        concepts |= bit(entry[1:]) if entry.startswith("+") else 0
    return topic, concepts, tuple(f" {fold(entry)} " for entry in entries if not entry.startswith("+"))
