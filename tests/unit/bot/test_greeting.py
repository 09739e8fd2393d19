"""A greeting over again: a person gets the menu politely, and two machines fall silent all the same."""

from __future__ import annotations

import pytest

from nlu.understanding import Intent
from tests.unit.bot.phrases import LANGUAGES, phrase
from tests.unit.bot.world import World

NOT_UNDERSTOOD = {"fr": "pas compris", "ar": "لم أفهم", "ary_Latn": "Ma fhemtch"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_second_greeting_gets_the_menu_without_a_word_of_not_understanding(language):
    world = World(language=language)
    first, second = (world.send(phrase(Intent.GREET, language)) for _ in range(2))
    assert second == first
    assert NOT_UNDERSTOOD[language] not in second


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_machines_that_greet_each_other_fall_silent(language):
    world = World(language=language)
    told = [world.send(phrase(Intent.GREET, language)) for _ in range(20)]
    assert len([answer for answer in told if answer]) <= 3
