"""`recours programme` as an analyst runs it."""

from __future__ import annotations

import json
import re
import shutil
from importlib.resources import as_file, files

import pytest
from click.testing import CliRunner

from sms_gateway.cli.programme import command
from sms_gateway.cli.serve import command as serve


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


FAMILY = {
    "status_since": "2024-01-15",
    "members": [
        {"birth_date": "2015-03-01", "at_school": True},
        {"birth_date": "01/02/2012", "at_school": True},
        {"birth_date": "٢٠١٠-٠٢-٠١", "at_school": True},
    ],
    "payments": [{"month": "2025-11", "amount": 500}],
}


def explained(household, *options):
    given = household if isinstance(household, bytes) else json.dumps(household).encode()
    return run("explain", "--month", "2025-11", *options, given=given)


def test_explain_gives_the_trace_with_its_sources_and_the_texts_with_their_parts():
    found = json.loads(explained(FAMILY).output)
    assert (found["total"], found["currency"], found["minor_digits"]) == (75000, "MAD", 2)
    [line] = found["trace"]["children"]
    assert (line["rule"], line["inputs"]["ages"], line["value"]) == ("child_at_school", [15, 13, 10], 75000)
    assert line["parameter"]["first_payment"] == "2025-11-30"
    assert "ahdath.info" in line["parameter"]["reference"]
    assert [child["value"] for child in line["children"]] == [25000] * 3
    assert found["changes"] == [{"cause": "rate", "count": 1, "difference": 15000}]
    assert found["gap"]["cause"] == "child"
    texts = {text["about"]: text for text in found["texts"]}
    assert texts["sum"]["text"] == "Novembre 2025: 750 DH\nEnfants à l'école: 3 x 250 DH"
    assert {"changes", "gap", "what_if.child.child_at_school", "what_if.disability"} <= texts.keys()
    assert all(text["parts"] >= 1 and text["encoding"] == "GSM-7" for text in found["texts"])


@pytest.mark.parametrize("language", ["ar", "ary_Latn", "en"])
def test_explain_speaks_the_language_asked_for(language):
    found = json.loads(explained(FAMILY, "--language", language).output)
    assert found["language"] == language
    assert all(text["encoding"] == ("UCS-2" if language == "ar" else "GSM-7") for text in found["texts"])


def test_explain_takes_a_quarter_and_its_old_money():
    found = json.loads(explained({"status_since": "2024-05-02"}, "--programme", "mr_tekavoul").output)
    assert (found["month"], found["months"], found["total"]) == ("2025-10", 3, 360000)
    assert "Soit 36000 anciennes ouguiyas." in found["texts"][1]["text"]


def test_explain_tells_which_conditions_are_met():
    refused = {
        "status": "refused",
        "status_since": "2025-11-10",
        "reason": "SCORE",
        "figures": {"score": "9.81"},
    }
    found = json.loads(explained(refused).output)
    assert found["conditions"]["SCORE"] is False
    assert found["conditions"]["PENSION"] is None
    assert found["texts"][0]["text"].splitlines()[1] == "Raison: score 9,81 (limite 9,743001)."


BAD = {
    "members[0].birth_date: an age from 0 to 120": {"members": [{"birth_date": "2999-01-01"}]},
    "members[0]: birth_date: not a date": {"members": [{"birth_date": "soon"}]},
    "members[0]: birth_date: day and month look swapped": {"members": [{"birth_date": "2015-25-03"}]},
    "members[0].birth_date: missing": {"members": [{}]},
    "members[0].name: unknown": {"members": [{"birth_date": "2015-03-01", "name": "X"}]},
    "members[0].at_school: true or false": {"members": [{"birth_date": "2015-03-01", "at_school": "maybe"}]},
    "members[0]: relation: unknown code": {"members": [{"birth_date": "2015-03-01", "relation": "cousin"}]},
    "members[0].left_on: lies before joined_on": {
        "members": [{"birth_date": "2015-03-01", "joined_on": "2020-01-01", "left_on": "2019-01-01"}]
    },
    "members: a list is expected": {"members": {}},
    "payments[0]: amount: an amount is 0 or more": {"payments": [{"month": "2025-10", "amount": -5}]},
    "payments[0].currency: this programme pays in MAD": {
        "payments": [{"month": "2025-10", "amount": 5, "currency": "MRO"}]
    },
    "payments: the same payment stands twice": {"payments": [{"month": "2025-10", "amount": 5}] * 2},
    "reason: unknown; known are": {"reason": "WEATHER"},
    "status_since: lies in the future": {"status_since": "2999-01-01"},
    "status: unknown code": {"status": "pending"},
    "a JSON object is expected": [],
    "not JSON": b'{"members": [',
}


@pytest.mark.parametrize(("told", "household"), BAD.items(), ids=BAD)
def test_a_wrong_household_is_told_by_its_field_and_nothing_is_computed(told, household):
    result = explained(household)
    assert result.exit_code == 1
    assert told in result.output
    assert "total" not in result.output


def test_every_fault_of_a_household_is_told_at_once():
    result = explained({"members": [{"birth_date": "soon"}, {"birth_date": "2999-01-01"}], "status": "?"})
    assert len([line for line in result.output.splitlines() if line.strip()]) >= 3


def test_old_ouguiyas_are_told_how_to_be_written():
    old = {"payments": [{"month": "2025-10", "amount": 36000, "currency": "MRO"}]}
    result = explained(old, "--programme", "mr_tekavoul")
    assert "payments[0].currency: old money; divide by 10 and write MRU" in result.output


def test_a_byte_order_mark_does_no_harm():
    assert json.loads(explained(b"\xef\xbb\xbf" + json.dumps(FAMILY).encode()).output)["total"] == 75000


def test_what_is_no_month_is_refused():
    assert run("explain", "--month", "11-2025", given=b"{}").exit_code == 2


def test_the_bench_measures_what_an_amount_s_turn_asks_for():
    shown = run("bench", "--households", "20").output
    assert shown.splitlines()[0].split()[-3:] == ["median", "p99", "longest"]
    assert [line.rsplit(maxsplit=3)[0] for line in shown.splitlines()[1:]] == [
        "entitlement",
        "why it changed",
        "why it differs",
        "why it differs, overpaid",
    ]


def test_a_pack_that_is_not_there_is_told_with_those_that_are():
    result = run("check", "mars_aid")
    assert result.exit_code == 1
    assert "ma_asd" in result.output


def test_the_service_does_not_start_with_a_programme_that_is_none(tmp_path):
    config = tmp_path / "recours.toml"
    config.write_text(f'[service]\ndata_folder = "{tmp_path}"\n[programme]\npack = "mars_aid"\n', "utf-8")
    result = CliRunner().invoke(serve, ["--config", str(config)])
    assert result.exit_code == 1
    assert result.output == "Error: no pack has this key; there are ci_filets, ma_asd, mr_tekavoul\n"


def test_the_service_does_not_start_with_a_wrong_pack_and_says_file_line_and_reason(tmp_path, folder):
    rules = folder / "programme.toml"
    rules.write_text(rules.read_text("utf-8").replace("last_rank = 6", "last_rank = 3", 1), "utf-8")
    config = tmp_path / "recours.toml"
    config.write_text(f'[service]\ndata_folder = "{tmp_path}"\n[programme]\npack = "{folder}"\n', "utf-8")
    result = CliRunner().invoke(serve, ["--config", str(config)])
    assert result.exit_code == 1
    assert re.match(r"Error: programme\.toml:\d+: rules\.tiers: ", result.output)
