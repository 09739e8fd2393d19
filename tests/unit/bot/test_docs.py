"""The state charts beside the dialogues, and the table of texts, are in step with the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bot.dialogues
from bot.dialogues import DIALOGUES
from tests.unit.bot.texts_table import TABLE, table

CODE = Path(bot.dialogues.__file__).parent
CHARTS = Path(__file__).parents[3] / "docs" / "dialogues"
#: What asks nothing itself.
HELPERS = {"__init__", "explaining", "months", "news", "receipt"}
MODULES = sorted(path.stem for path in CODE.glob("*.py") if path.stem not in HELPERS)
#: The id is the first argument of what a dialogue yields.
YIELDED = re.compile(
    r"\b(?:Choose|AskText|Keep|Verify|FileTicket|AddToTicket|WithdrawTicket|ReopenTicket|SetCall|Note|Remember|Claim)\(\s*(?:id=)?\"(\w+)\""
)


@pytest.mark.parametrize("module", MODULES)
def test_a_chart_names_every_question_and_effect_of_its_dialogue(module):
    chart = (CHARTS / f"{module}.md").read_text(encoding="utf-8")
    ids = set(YIELDED.findall((CODE / f"{module}.py").read_text(encoding="utf-8")))
    assert ids
    assert {name for name in ids if not re.search(rf"\b{name}\b", chart)} == set()


def test_every_dialogue_has_its_chart_and_no_chart_is_left_over():
    charts = {path.stem: path.read_text(encoding="utf-8") for path in CHARTS.glob("*.md")}
    assert sorted(charts) == MODULES
    assert {name for name in DIALOGUES if not any(f"`{name}`" in chart for chart in charts.values())} == set()


def test_the_table_of_texts_is_as_the_catalogs_are():
    assert TABLE.read_text(encoding="utf-8") == table(), "write it anew: python -m tests.unit.bot.texts_table"
