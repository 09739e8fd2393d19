"""One phone, several households: each hears its own matter, and nobody goes on where another stopped."""

from __future__ import annotations

import pytest

from bot.ending import OPEN_SECONDS
from nlu.understanding import Intent
from programmes.household import CaseStatus
from tests.unit.bot.phrases import LANGUAGES, phrase
from tests.unit.bot.world import HOUR, World, case, child, paid

#: An accepted household of Fes that gets 400, and a refused one of Salé whose score is 9.81.
FIRST = case(payments=(paid("2025-10", 400),))
SECOND = case(
    CaseStatus.REFUSED,
    case_id="c2",
    number="2025000456",
    commune="Salé",
    reason="SCORE",
    reason_data={"score": "9.81"},
    members=(child("x", FIRST.members[0].birth_date),),
)
OF_FIRST, OF_SECOND = (
    ("400", "500", "ACCEPTEE", "T9BEL", "طلبكم مقبول"),
    ("9,81", "REFUSEE", "TRFED", "رفض طلبكم"),
)
WISHES = (Intent.APPLICATION_STATUS, Intent.AMOUNT_EXPLANATION, Intent.PAYMENT_MISSING, Intent.PAYMENT_DATE)


def asks(world, intent, language, file):
    """A wish, and the file that the list has under this commune."""
    told = world.send(phrase(intent, language))
    number = next(line[0] for line in told.split("\n") if file.commune in line)
    return told + world.send(number)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wish", WISHES)
def test_while_one_household_is_chosen_nothing_of_the_other_is_told(language, wish):
    for file, others in ((FIRST, OF_SECOND), (SECOND, OF_FIRST)):
        answer = asks(World(cases=(FIRST, SECOND), language=language), wish, language, file)
        assert [word for word in others if word in answer] == []


def test_which_file_is_asked_anew_with_every_wish():
    world = World(cases=(FIRST, SECOND))
    asks(world, Intent.APPLICATION_STATUS, "fr", FIRST)
    assert "Quel dossier" in world.send(phrase(Intent.APPLICATION_STATUS, "fr"))


def test_stop_and_start_are_the_phones_whichever_household_is_chosen():
    world = World(cases=(FIRST, SECOND))
    asks(world, Intent.APPLICATION_STATUS, "fr", FIRST)
    world.send("stop")
    asks(world, Intent.APPLICATION_STATUS, "fr", SECOND)
    assert world.session.opted_out
    world.send("start")
    assert not world.session.opted_out


@pytest.mark.parametrize("typed", ["1", "2", "oui"])
def test_a_question_that_was_left_open_is_not_answered_by_the_next_person(typed):
    world = World(cases=(FIRST, SECOND))
    asks(world, Intent.APPLICATION_STATUS, "fr", SECOND)
    world.wait(OPEN_SECONDS + HOUR)
    answer = world.send(typed)
    assert "1 Ma demande" in answer
    assert [word for word in (*OF_FIRST, *OF_SECOND) if word in answer] == []
    assert world.tickets == {}
