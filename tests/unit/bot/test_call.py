"""A call-back's last words: the programme's own number, where it is known."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from bot.dialogues.officer import officer
from bot.dialogues.sensitive import sensitive
from bot.requests import Keep, Say
from bot.talk import Talk
from nlu.understanding import Intent
from tests.unit.bot.phrases import phrase
from tests.unit.bot.world import DAY, NOW, PACK, World, case

FILED = {"reference": "482177353", "due": NOW + 30 * DAY}


def test_the_call_centre_stands_behind_every_call_back_where_its_number_is_known():
    talk = Talk(replace(PACK, contacts={"short_code": "unknown", "call_centre": "0500000001"}), NOW)
    for known, told in ((talk, [{"phone": "0500000001"}]), (Talk(PACK, NOW), [])):
        for dialogue, answers in ((officer, [(), (), (), FILED]), (sensitive, [(), FILED])):
            said = [line.values for line in _said(dialogue(known), [*answers, "never", True])]
            assert [values for values in said if "phone" in values] == told


UNCLEAR = ("apres 18h", "pas quand il est la", "mardi matin", "ghir mn b3d 6", "ليس عندما يكون في البيت")


@pytest.mark.parametrize("words", UNCLEAR)
@pytest.mark.parametrize("wish", [Intent.SPEAK_TO_OFFICER, Intent.PROTECTION_NEED])
def test_words_that_name_no_hour_are_kept_for_the_officer_and_not_repeated(wish, words):
    world = World(cases=(case(),))
    world.send(phrase(wish, "fr"))
    answer = world.send(words)
    assert "avant d'appeler" in answer
    assert words not in answer
    [change] = world.replies[-1].changes
    assert (change.event.kind, change.event.note, change.subject) == ("call", words, None)


def test_a_clear_wish_in_the_place_of_an_hour_is_done():
    world = World(cases=(case(),))
    world.send(phrase(Intent.SPEAK_TO_OFFICER, "fr"))
    assert "ACCEPTEE" in world.send("ou est ma demande svp")


def _said(steps, answers):
    """Every line that a dialogue says by itself."""
    said, answers = [], [*answers]
    asked = next(steps)
    with suppress(StopIteration):
        while True:
            if isinstance(asked, Say):
                said.append(asked.text)
                asked = steps.send(None)
            else:
                asked = steps.send(asked.value if isinstance(asked, Keep) else answers.pop(0))
    return said
