"""Dialling a code, and screens that replace each other: what the engine makes of a phone that sends no message."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.gestures import AGAIN, BACK, DIALLED, MENU
from nlu.understanding import Intent
from storage.records import TicketState
from tests.conformance.given import a_ticket
from tests.unit.bot.phrases import understand
from tests.unit.bot.staging import STORY
from tests.unit.bot.world import DAY, PHONE, World, as_kept, case, paid


def someone(*, screen=True, **facts):
    """A phone with one household, on screens."""
    return World(cases=(case(payments=(paid("2025-10", 400),)),), screen=screen, **facts)


def choices(world):
    asked = world.replies[-1].asked
    return asked and asked.screen


def test_a_code_that_is_dialled_opens_the_menu_of_a_screen():
    world = someone()
    world.hear(DIALLED)
    assert world.replies[-1].lines == ("Aide sociale",)
    assert choices(world) == ("Ma demande", "Mon montant", "Contester", "Suivre", "العربية")
    assert world.replies[-1].asked.own_zero == "Agent"


@pytest.mark.parametrize(("number", "dialogue"), [("4", "follow_up"), ("5", "language")])
def test_what_only_a_screen_lists_is_picked_by_its_number_everywhere(number, dialogue):
    world = someone(screen=False)
    assert "\n4 " not in world.send("menu")
    world.send(number)
    assert world.session.dialogue == dialogue


def test_whoever_was_cut_off_while_contesting_is_offered_to_go_on():
    world = someone()
    for gesture in (DIALLED, understand("3"), understand("1")):
        world.hear(gesture)
    story = world.replies[-1].lines
    world.hear(DIALLED)
    assert world.replies[-1].lines == ("Vous contestiez: montant.",)
    assert choices(world) == ("Continuer", "Menu")
    world.hear(understand("1"))
    assert world.replies[-1].lines == story


def test_the_offer_itself_may_be_cut_off():
    world = someone()
    for gesture in (DIALLED, understand("3"), DIALLED, DIALLED):
        world.hear(gesture)
    assert world.replies[-1].lines == ("Vous contestiez.",)
    world.hear(understand("1"))
    assert world.session.dialogue == "recours"


def test_the_menu_instead_loses_the_place_and_never_words():
    world = someone()
    for gesture in (DIALLED, understand("3"), understand("1"), DIALLED, understand("2")):
        world.hear(gesture)
    assert (world.session.dialogue, world.session.suspended) == ("menu", None)
    for gesture in (understand("3"), understand("1"), understand(STORY["fr"]), DIALLED, understand("2")):
        world.hear(gesture)
    assert world.session.dialogue == "menu"
    assert STORY["fr"] in str(world.session.suspended)


def test_looking_at_the_status_is_not_worth_going_on_with():
    world = someone()
    for gesture in (DIALLED, understand("1"), DIALLED):
        world.hear(gesture)
    assert world.replies[-1].lines == ("Aide sociale",)


def test_words_of_yesterday_that_were_put_aside_are_not_lost_to_a_cut_of_today():
    world = someone()
    for gesture in (
        DIALLED,
        understand("3"),
        understand("1"),
        understand(STORY["fr"]),
        MENU,
        understand("3"),
        DIALLED,
    ):
        world.hear(gesture)
    assert STORY["fr"] in str(world.session.suspended)


def test_after_a_day_nobody_remembers_where_the_line_was_cut():
    world = someone()
    for gesture in (DIALLED, understand("3")):
        world.hear(gesture)
    world.now += DAY + 1
    world.hear(DIALLED)
    assert world.session.dialogue == "menu"


def test_on_a_screen_a_question_is_asked_in_full_with_every_answer():
    world = someone()
    for gesture in (DIALLED, understand("3")):
        world.hear(gesture)
    asked = world.replies[-1]
    world.hear(understand("7"))
    assert world.replies[-1].lines[1:] == asked.lines
    world.hear(understand("stop"))
    assert world.replies[-1].lines[1:] == asked.lines
    assert world.replies[-1].asked == asked.asked


def test_the_open_question_can_be_read_again():
    world = someone()
    for gesture in (DIALLED, understand("3")):
        world.hear(gesture)
    asked = world.replies[-1]
    world.hear(AGAIN)
    assert (world.replies[-1].lines, world.replies[-1].asked) == (asked.lines, asked.asked)


def test_with_no_question_open_the_menu_is_read_again():
    world = someone()
    world.hear(AGAIN)
    assert world.session.dialogue == "menu"


def test_one_step_back_is_told_apart_from_the_menu():
    world = someone()
    for gesture in (DIALLED, understand("3")):
        world.hear(gesture)
    assert world.replies[-1].asked.back is False
    world.hear(understand("1"))
    assert world.replies[-1].asked.back is True
    world.hear(BACK)
    assert world.session.dialogue == "recours"
    assert world.replies[-1].asked.back is False
    world.hear(BACK)
    assert world.session.dialogue == "menu"


def test_a_phone_that_nobody_knows_is_answered_in_the_programme_s_first_language():
    world = someone(language=None)
    world.hear(DIALLED)
    assert world.replies[-1].lines == ("Aide sociale",)
    assert world.session.language is None


def test_what_was_dialled_is_no_wish():
    assert DIALLED.intent is None
    assert BACK.intent is Intent.BACK


def test_a_question_of_an_officer_outlives_a_dial():
    world = someone()
    waiting = as_kept(a_ticket("482177353", phone=PHONE, created_at=world.now))
    world.tickets = {"482177353": replace(waiting, state=TicketState.WAITING)}
    world.session = replace(
        world.session,
        dialogue="question",
        arguments={"reference": "482177353", "words": "Envoyez le certificat."},
        journal=(("@open", ["answer"]),),
        seen_at=world.now,
    )
    world.hear(DIALLED)
    assert world.replies[-1].lines == ("Un agent attend votre réponse.",)
    world.hear(understand("1"))
    assert "Envoyez le certificat." in " ".join(world.replies[-1].lines)
    world.hear(understand("le certificat est chez le caid"))
    assert world.replies[-1].changes[0].event.note == "le certificat est chez le caid"
