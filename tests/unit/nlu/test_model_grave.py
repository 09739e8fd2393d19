"""Two hundred calls for protection and two hundred reports of misconduct, written apart from all training: who is heard."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from nlu.cascade import CascadeParser
from nlu.training import check_data
from nlu.understanding import IN_CONFIDENCE, Intent

HERE = Path(__file__).parent
FILES = {
    Intent.PROTECTION_NEED: HERE / "calls_for_protection.tsv",
    Intent.REPORT_MISCONDUCT: HERE / "reports_of_misconduct.tsv",
}
CASCADE = CascadeParser()
VARIETIES = {"fr": 35, "fr_sms": 35, "msa": 35, "darija": 35, "arabizi": 35, "mixed": 15, "hassaniya": 10}


def messages(intent):
    lines = FILES[intent].read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines]


def reaches(heard):
    """Whether it goes where it is told in confidence, or the person is asked about that."""
    return heard.intent in IN_CONFIDENCE or not IN_CONFIDENCE.isdisjoint(heard.likeliest)


@pytest.mark.parametrize("intent", FILES)
def test_they_are_two_hundred_in_every_way_of_writing_and_none_was_trained_on(intent):
    assert Counter(variety for variety, _ in messages(intent)) == VARIETIES
    assert len({text for _, text in messages(intent)}) == 200
    assert check_data.held_out(check_data.read_data(), FILES[intent]) == []


@pytest.mark.parametrize(
    ("intent", "reached", "named", "at_once"),
    [(Intent.PROTECTION_NEED, 0.98, 0.92, 0.7), (Intent.REPORT_MISCONDUCT, 0.92, 0.82, 0.55)],
)
def test_a_call_for_help_is_heard_as_one_or_asked_about(intent, reached, named, at_once):
    heard = [CASCADE.understand(text) for _, text in messages(intent)]
    assert sum(map(reaches, heard)) / len(heard) >= reached
    assert sum((one.intent or one.guess) is intent for one in heard) / len(heard) >= named
    assert sum(one.intent in IN_CONFIDENCE for one in heard) / len(heard) >= at_once


@pytest.mark.parametrize("intent", FILES)
def test_no_call_for_help_files_an_appeal(intent):
    heard = [CASCADE.understand(text).intent for _, text in messages(intent)]
    assert heard.count(Intent.FILE_RECOURSE) == 0
