"""Wherever a choice is open, a number in any form picks what its digit picks, and so does the choice's own label."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.bot.phrases import LANGUAGES
from tests.unit.bot.scenarios import SCENARIOS
from tests.unit.bot.staging import Act
from tests.unit.bot.test_golden import typed
from tests.unit.bot.world import World

FORMS = {
    0: ["٠", "zéro", "sifr", "صفر", " 0 ", "0.", "O"],
    1: ["١", "un", "wahed", "واحد", "1.", " 1 ", "1)", "le premier", "lowel", "الأول", "n°1", "1️⃣", "choix 1 svp"],
    2: ["٢", "deux", "jouj", "جوج", "2 -", "la deuxième", "tani", "الثاني", "ok 2"],
    3: ["٣", "trois", "tlata", "ثلاثة", "3eme", "talet", "الثالث", "bghit 3"],
    4: ["٤", "quatre", "rb3a", "أربعة", "quatrième", "الرابع"],
    5: ["٥", "cinq", "khamsa", "خمسة", "cinquième", "الخامس"],
    9: ["٩", "neuf", "ts3oud", "تسعة"],
}  # fmt: skip


def world_at(name: str, language: str, steps: int) -> World:
    """The phone of a scenario after its first steps."""
    scenario = SCENARIOS[name]
    world = World(**{"language": language, **scenario.facts})
    for step in scenario.steps[:steps]:
        if isinstance(step, Act):
            step.do(world)
        else:
            world.send(typed(step, language))
    return world


@cache
def open_choices() -> list[tuple[str, str, int]]:
    """Every moment of every scenario, in every language, at which the last answer lists choices."""
    moments = []
    for name, scenario in SCENARIOS.items():
        for language in LANGUAGES:
            for steps, step in enumerate(scenario.steps, 1):
                if isinstance(step, Act):
                    continue
                asked = world_at(name, language, steps).replies[-1].asked
                if asked and asked.choices:
                    moments.append((name, language, steps))
    return moments


def test_choices_are_open_all_over_the_conversations():
    found = open_choices()
    assert len(found) > 300
    assert {language for _, language, _ in found} == set(LANGUAGES)


def test_an_sms_lists_three_choices_at_most():
    crowded = [moment for moment in open_choices() if len(world_at(*moment).replies[-1].asked.choices) > 3]
    assert crowded == []


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_number_in_any_form_picks_what_its_digit_picks(data):
    moment = data.draw(st.sampled_from(open_choices()))
    number = data.draw(st.sampled_from(sorted(FORMS)))
    form = data.draw(st.sampled_from(FORMS[number]))
    assert world_at(*moment).send(form) == world_at(*moment).send(str(number))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_choice_copied_from_the_list_picks_itself(data):
    moment = data.draw(st.sampled_from(open_choices()))
    world = world_at(*moment)
    labels = world.replies[-1].asked.choices
    number = data.draw(st.integers(1, len(labels)))
    form = data.draw(st.sampled_from(["{0} {1}", "{0}. {1}", "{1}", " {1}."]))
    copied = form.format(number, labels[number - 1])
    assert world.send(copied) == world_at(*moment).send(str(number))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["{}", "2 {}", "{}."])
def test_money_taken_at_the_counter_is_no_report_of_misconduct_where_it_is_a_choice(language, form):
    counter = ("access_fee", language, 2)
    label = world_at(*counter).replies[-1].asked.choices[1]
    assert world_at(*counter).send(form.format(label)) == world_at(*counter).send("2")


def test_the_same_words_are_heard_as_misconduct_where_nobody_listed_them():
    world = world_at("access_card", "fr", 1)
    world.send("On m'a pris de l'argent")
    assert world.session.dialogue == "sensitive"


@pytest.mark.parametrize(
    ("language", "yes", "no"), [("fr", "oui", "non"), ("ar", "نعم", "لا"), ("ary_Latn", "wakha", "la")]
)
def test_yes_and_no_answer_what_is_asked_with_yes_and_no(language, yes, no):
    summary = ("recours_from_amount", language, 3)
    assert world_at(*summary).send(yes) == world_at(*summary).send("1")
    take_back = ("withdraw", language, 5)
    assert world_at(*take_back).send(no) == world_at(*take_back).send("0")
