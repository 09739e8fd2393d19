"""What holds for every pack: examples checked by hand, every text in every language, and a list of doubts that shrinks."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import phonenumbers
import pytest

from programmes.amounts_table import open_points
from programmes.examples import read_examples, wrong_examples
from programmes.examples_page import examples_page
from programmes.pack import load_programme, pack_keys
from programmes.wording import LANGUAGES
from tests.unit.programmes.test_pack import GSM7

KEYS = pack_keys()
OPEN = Path(__file__).with_name("open_points.txt")
#: Lower a number when a point is settled; none is ever raised.
MOST_OPEN = {"ma_asd": 15, "mr_tekavoul": 8, "ci_filets": 9}
PAGE = Path(__file__).parents[3] / "docs" / "programmes_examples.md"


def examples(key):
    return read_examples(files("programmes") / "packs" / key)


def test_three_programmes_come_with_the_project():
    assert KEYS == ["ci_filets", "ma_asd", "mr_tekavoul"]


@pytest.mark.parametrize("key", KEYS)
def test_the_rules_give_what_was_worked_out_by_hand_for_every_amount(key):
    assert list(wrong_examples(load_programme(key), examples(key))) == []


def test_a_wrong_example_and_an_amount_without_one_are_told():
    pack, (first, *others) = load_programme("mr_tekavoul"), examples("mr_tekavoul")
    told = "\n".join(wrong_examples(pack, [replace(first, total=15000), *others[2:]]))
    assert "examples.yaml:3: the last quarter of 2021: by hand 15000, by the rules 1500" in told
    assert "1500 is not 15000" in told
    assert "no example checks transfer of 2022-03-01" in told


def test_the_published_examples_are_those_of_the_packs():
    page = examples_page((load_programme(key), examples(key)) for key in KEYS)
    assert PAGE.read_text("utf-8") == page, "run: recours programme examples > docs/programmes_examples.md"


@pytest.mark.parametrize("key", KEYS)
def test_what_is_not_known_stands_in_a_committed_list_that_only_shrinks(key):
    points = open_points(load_programme(key))
    committed = [line for line in OPEN.read_text("utf-8").splitlines() if line.startswith(f"{key}: ")]
    assert set(points) <= set(committed), "a new doubt: find a source, or leave the value out"
    assert points == committed, "a point is settled: take it out of open_points.txt and lower MOST_OPEN"
    assert len(committed) <= MOST_OPEN[key]


@pytest.mark.parametrize("key", KEYS)
def test_the_phone_of_the_pack_is_one_that_the_gateway_takes(key):
    pack = load_programme(key)
    number = phonenumbers.parse(pack.example_phone, pack.region_code)
    assert phonenumbers.is_valid_number(number)
    assert phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    assert phonenumbers.region_code_for_number(number) == pack.region_code


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_desk_step_and_motive_has_words(key, language):
    pack = load_programme(key)
    said = [
        pack.name(language),
        pack.unit(language),
        *(words[language] for words in pack.motive_names.values()),
    ]
    said += [words[language] for words in (*pack.desks.values(), *pack.levels.values())]
    said += [pack.reason(code, language, {}) for code in pack.reasons]
    said += [pack.reason_step(code, language) for code in pack.reasons if pack.reasons[code].step]
    assert all(text.strip() and "{" not in text for text in said)
    if language in {"fr", "ary_Latn"}:
        assert set("".join(said)) <= GSM7


@pytest.mark.parametrize("key", KEYS)
def test_a_pack_names_its_desk_for_every_step(key):
    for reason in load_programme(key).reasons.values():
        assert reason.desk or not reason.step
