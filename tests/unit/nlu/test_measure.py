"""The measure prints counts and never a message."""

import pytest

from nlu.measure import main, measure, read_labelled

LINES = """variety\tintent\ttext
fr\tapplication_status\tou est ma demande svp
fr\tgreet\txyzzy plugh
msa\tthanks_bye\tنعم
"""


@pytest.fixture
def labelled(tmp_path):
    path = tmp_path / "labelled.tsv"
    path.write_text(LINES, encoding="utf-8")
    return path


def test_coverage_and_precision_are_counted(labelled):
    report = measure(read_labelled(labelled))
    assert (report.total.messages, report.total.claimed, report.total.right) == (3, 2, 1)
    assert report.confusions == {("thanks_bye", "affirm"): 1}
    assert report.varieties["fr"].claimed == 1


def test_no_word_of_a_message_is_printed(labelled, capsys):
    assert main([str(labelled)]) == 0
    printed = capsys.readouterr().out
    assert "coverage 0.667  precision 0.500" in printed
    assert "messages/s" in printed
    assert not any(word in printed for word in ("demande", "xyzzy", "نعم"))


def test_without_a_file_it_says_how_to_call_it(capsys):
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err
