"""Whole conversations, word for word: read them in golden/. RECOURS_UPDATE_GOLDEN=1 writes them anew, to be read again."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from bidi.algorithm import get_display

from nlu.understanding import Intent
from sms_gateway.outgoing import wire_text
from sms_gateway.segments import measure
from tests.unit.bot.phrases import phrase
from tests.unit.bot.scenarios import SCENARIOS
from tests.unit.bot.staging import Act, Step
from tests.unit.bot.world import World

GOLDEN = Path(__file__).parent / "golden"
UPDATE = "RECOURS_UPDATE_GOLDEN"
#: No answer is longer, whatever the household.
MOST_PARTS = {"fr": 2, "ar": 4, "ary_Latn": 2}
LANGUAGES = ("fr", "ar", "ary_Latn")
CASES = [(name, language) for name in SCENARIOS for language in LANGUAGES]


def agreed(path: Path, now: str) -> str:
    """What was agreed; what is said now where it is to be agreed anew."""
    if os.environ.get(UPDATE):
        path.parent.mkdir(exist_ok=True)
        path.write_text(now, encoding="utf-8")
    return path.read_text(encoding="utf-8")


def transcript(name: str, language: str) -> str:
    scenario = SCENARIOS[name]
    world = World(**{"language": language, **scenario.facts})
    lines: list[str] = []
    for step in scenario.steps:
        lines += _told(world, step, language)
    return "\n".join(lines) + "\n"


def typed(step: str | Intent | dict[str, str], language: str) -> str:
    """What the person writes at a step."""
    if isinstance(step, Intent):
        return phrase(step, language)
    return step if isinstance(step, str) else step[language]


def _told(world: World, step: Step, language: str) -> list[str]:
    if isinstance(step, Act):
        heard = step.do(world) or []
        return [f"* {step.told}", *(line for text in heard for line in _answer(wire_text(text)))]
    text = typed(step, language)
    answer = wire_text(world.send(text))
    return [f"> {text}", *_answer(answer)]


def _answer(answer: str) -> list[str]:
    if not answer:
        return ["  (silence)"]
    parts = measure(answer).parts
    return ["< " + answer.replace("\n", "\n  "), f"  ({parts} part{'s' if parts > 1 else ''})"]


@pytest.mark.parametrize(("name", "language"), CASES)
def test_a_conversation_reads_as_it_was_agreed(name, language):
    now = transcript(name, language)
    assert now == agreed(GOLDEN / f"{name}.{language}.txt", now)


@pytest.mark.parametrize(("name", "language"), CASES)
def test_an_answer_costs_no_more_parts_than_its_language_may(name, language):
    world = World(**{"language": language, **SCENARIOS[name].facts})
    for step in SCENARIOS[name].steps:
        _told(world, step, language)
        for reply in world.replies[-1:]:
            told_in = reply.session.language or "fr"
            assert measure(wire_text("\n".join(reply.texts))).parts <= MOST_PARTS[told_in]


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_whole_arabic_answer_shows_every_number_as_it_is_read(name):
    for line in (GOLDEN / f"{name}.ar.txt").read_text(encoding="utf-8").splitlines():
        numbers = re.findall(r"[0-9]+(?:[.,/:][0-9]+)*", line)
        shown = get_display(line.removeprefix("<").strip(), base_dir="R")
        assert sorted(re.findall(r"[0-9]+(?:[.,/:][0-9]+)*", shown)) == sorted(numbers), line


def test_no_transcript_is_left_of_a_conversation_that_is_no_more():
    assert {path.name for path in GOLDEN.iterdir()} == {f"{name}.{language}.txt" for name, language in CASES}
