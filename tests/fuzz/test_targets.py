"""A share of what `make fuzz` does at length, with every target."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from tests.fuzz import run

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", run.NAMES)
def test_damaged_bytes_raise_nothing_that_is_not_named(name):
    assert run.at_random(name, 400) == 400


@pytest.mark.parametrize("name", run.NAMES)
def test_right_bytes_raise_nothing(name):
    one, seeds = run.target(name)
    for data in seeds:
        one(data)


def test_every_target_is_known_by_its_name_documented_and_made():
    rooms = [importlib.import_module(room) for room in run.ROOMS]
    assert {name for room in rooms for name in room.TARGETS} == set(run.NAMES)
    page = (ROOT / "docs/fuzzing.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)`", page, re.MULTILINE)) == {*run.NAMES, "smpp"}
