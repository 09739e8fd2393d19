"""Half of what opens a case is its number: no answer of any agreed conversation holds one."""

from __future__ import annotations

import re

import pytest

from tests.unit.bot.scenarios import SCENARIOS
from tests.unit.bot.test_golden import CASES, _told
from tests.unit.bot.world import World

_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s.\-]+(?=\d)")


def plain(text):
    """A text with its grouped digits together, however a number is written."""
    return _BETWEEN_DIGITS.sub("", text)


@pytest.mark.parametrize(("name", "language"), CASES)
def test_no_answer_of_any_conversation_holds_a_case_number(name, language):
    world = World(**{"language": language, **SCENARIOS[name].facts})
    numbers, answers = set(), []
    for step in SCENARIOS[name].steps:
        numbers |= {case.number for case in world.cases}
        lines = _told(world, step, language)
        answers += [line for line in lines if not line.startswith(("> ", "* "))]
    told = plain("\n".join(answers))
    assert [number for number in numbers if plain(number) in told] == []


def test_a_number_is_found_however_it_is_written():
    assert plain("2025.000.123") == plain("2025 000-123") == "2025000123"
    assert any(case.number for scenario in SCENARIOS.values() for case in scenario.facts.get("cases", ()))
