"""No text makes a regular expression of ours go astray: each against long texts that such expressions fear.

In a child process whose CPU time is limited, so that one that goes astray dies with its name said.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile import regexes

CPU_SECONDS = 5


def died_at(*arguments):
    """The last thing that the child said it would try; "" where it came to its end."""
    command = [sys.executable, "-m", regexes.__name__, *arguments]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode in {0, -signal.SIGVTALRM}, done.stderr[-2000:]
    return "" if done.returncode == 0 else done.stdout.splitlines()[-1]


def test_every_expression_of_ours_is_tried():
    found = regexes.expressions()
    assert len(found) > 60
    assert {place.split(":")[0].split(".")[0] for place in found} >= {
        "nlu",
        "console",
        "sms_gateway",
        "programmes",
    }


@pytest.mark.parametrize("room", regexes.ROOMS)
def test_no_text_makes_an_expression_go_astray(room):
    assert died_at("expressions", room, str(CPU_SECONDS)) == ""


def test_no_message_makes_the_understanding_go_astray():
    assert died_at("understanding", "nlu", str(CPU_SECONDS)) == ""


def test_an_expression_that_goes_astray_is_found():
    assert "(a+)+$" in died_at("astray", "", "1")
