"""`recours programme` as an analyst runs it."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files

import pytest
from click.testing import CliRunner

from sms_gateway.cli.programme import command


@pytest.fixture
def folder(tmp_path):
    with as_file(files("programmes") / "packs" / "ma_asd") as here:
        return shutil.copytree(here, tmp_path / "ma_asd")


def run(*arguments, given=None):
    return CliRunner().invoke(command, list(arguments), input=given)


def test_check_shows_the_amounts_by_date_with_their_sources_and_what_is_open():
    shown = run("check", "ma_asd").output
    assert "250 DH per child and month" in shown
    assert "2025-11-30" in shown
    assert "300 DH per child and month (expected, not in force)" in shown
    assert "- ma_asd: disability.ranks_4_to_6: to be confirmed" in shown


def test_check_names_file_line_and_reason_of_a_fault(folder):
    benefits = folder / "benefits.yaml"
    benefits.write_text(benefits.read_text("utf-8").replace("value: 36,", "value: -36,", 1), "utf-8")
    line = next(n for n, text in enumerate(benefits.read_text("utf-8").splitlines(), 1) if "-36" in text)
    result = run("check", str(folder))
    assert result.exit_code == 1
    assert f"benefits.yaml:{line}: child_under_6.ranks_4_to_6.values[0].value: not an amount" in result.output


def test_a_pack_that_is_not_there_is_told_with_those_that_are():
    result = run("check", "mars_aid")
    assert result.exit_code == 1
    assert "ma_asd" in result.output
