"""The report tells what Rasa's own pipelines made of the same messages, and nothing where they were not run."""

import json

from nlu.training.rivals import figures

TEST_FILE = """version: '3.1'
nlu:
- intent: stop
  examples: |
    - plus de sms
    - باراكا
- intent: greet
  examples: |
    - salam
"""


def test_without_rivals_and_speeds_nothing_is_told(tmp_path):
    assert figures.judged_messages(tmp_path) == frozenset()
    assert figures.section((0.8, 0.8), tmp_path) == []


def test_a_rivals_report_stands_beside_our_own_figures(tmp_path):
    (tmp_path / "diet").mkdir()
    report = {"accuracy": 0.75, "macro avg": {"f1-score": 0.7412}, "stop": {"f1-score": 0.9}}
    (tmp_path / "diet" / "intent_report.json").write_text(json.dumps(report), encoding="utf-8")
    (tmp_path / "diet" / "seconds").write_text("620\n", encoding="utf-8")
    told = figures.section((0.8154, 0.81), tmp_path)
    assert "| this one | 0.815 | 0.810 | |" in told
    assert "| Rasa's DIET | 0.741 | 0.750 | 620 |" in told


def test_speeds_are_told_as_they_were_printed(tmp_path):
    (tmp_path / figures.SPEED).write_text("load   0.2 s\nrasa   median 9.1 ms\n", encoding="utf-8")
    assert "load   0.2 s\nrasa   median 9.1 ms" in figures.section((0.8, 0.8), tmp_path)


def test_our_own_figures_are_of_the_messages_that_the_rivals_were_judged_on(tmp_path):
    (tmp_path / "fold").mkdir()
    (tmp_path / "fold" / "test.yml").write_text(TEST_FILE, encoding="utf-8")
    assert figures.judged_messages(tmp_path) == {"plus de sms", "باراكا", "salam"}
