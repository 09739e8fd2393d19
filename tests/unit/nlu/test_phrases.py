"""The books of phrasings: wide, without doubles, and at one with commands and rules."""

from collections import Counter

import pytest

from nlu.commands import COMMANDS
from nlu.datafiles import read_lines
from nlu.keywords import understand
from nlu.lexicon import LEXICONS
from nlu.normalise import fold
from nlu.phrases import LANGUAGES, key_of, read_phrases
from nlu.rules import RULES
from nlu.understanding import Intent

OF_THE_DIALOGUES = set(Intent) - {
    Intent.BACK, Intent.PAYMENT_ACCESS, Intent.UPDATE_DETAILS, Intent.HOW_TO_APPLY, Intent.FIND_OFFICE,
    Intent.OTHER_SERVICES, Intent.OUT_OF_SCOPE,
}  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_intent_of_the_dialogues_has_forty_phrasings(language):
    counts = Counter(intent for intent, _ in read_phrases(language))
    assert {intent: counts[intent] for intent in OF_THE_DIALOGUES if counts[intent] < 40} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_phrasings_say_the_same_words(language):
    keys = Counter(key_of(phrase, language) for _, phrase in read_phrases(language))
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrasing_is_a_template_with_one_word_changed_many_times(language):
    """Among the phrasings of an intent, no frame of all words but one stands more than four times."""
    frames = Counter(
        (intent, tuple("_" if place == hole else word for place, word in enumerate(found)))
        for intent, phrase in read_phrases(language)
        for found in [fold(phrase).split()]
        if len(found) > 3
        for hole in range(len(found))
    )
    assert [frame for frame, count in frames.items() if count > 4] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrasing_is_understood_as_what_it_stands_for(language):
    heard = {phrase: (intent, understand(phrase).intent) for intent, phrase in read_phrases(language)}
    assert {phrase: pair for phrase, pair in heard.items() if pair[0] != pair[1]} == {}


def test_no_command_stands_for_two_wishes_in_the_phrasings():
    books = {fold(phrase): intent for language in LANGUAGES for intent, phrase in read_phrases(language)}
    assert {text: intent for text, intent in COMMANDS.items() if books.get(text, intent) is not intent} == {}


def test_no_command_stands_in_two_lines_of_the_list():
    lines = [line.partition(": ") for line in read_lines("commands.txt")]
    stands = Counter(
        text for _, _, texts in lines for text in {fold(text) for text in texts.split(", ")} if text
    )
    assert [text for text, count in stands.items() if count > 1] == []


def test_the_word_lists_and_rules_are_whole():
    assert {rule.intent for rule in RULES} == set(Intent) - {Intent.BACK}
    assert all(lexicon.exact and lexicon.phrases for lexicon in LEXICONS.values())
