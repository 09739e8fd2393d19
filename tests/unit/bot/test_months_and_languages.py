"""Months and languages as people name them."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from bot.dialogues.amount import amount
from bot.dialogues.months import before, meant, named
from bot.dialogues.short import language
from bot.languages import nearest_offered
from bot.requests import (
    GoTo,
    Remember,
)
from bot.talk import Talk
from bot.text import Month
from tests.unit.bot.driving import drive, kinds
from tests.unit.bot.given import CASE, only
from tests.unit.bot.world import NOW, PACK


def today():
    return Talk(PACK, NOW).today


def test_the_month_before_is_one_digit_away():
    assert drive(amount, [CASE, "before"], case="c1")[1] == GoTo("amount", {"case": "c1", "month": "2025-10"})


def test_a_language_that_is_named_is_not_asked_for():
    asked, _ = drive(language, [True], language="ar")
    assert only(asked, Remember).language == "ar"
    assert kinds(drive(language, ["fr", True])[0]) == ["language", "remember"]
    assert only(drive(language, [True], language="ary_Latn")[0], Remember).language == "ary_Latn"


@pytest.mark.parametrize(
    ("offered", "named", "answered"),
    [
        (("fr", "ar"), "ary_Latn", "ar"),
        (("fr",), "ary_Latn", None),
        (("fr", "ar"), "en", None),
        (("fr", "ary_Latn"), "ary_Latn", "ary_Latn"),
        (("fr",), None, None),
    ],
)
def test_only_a_language_that_the_programme_offers_is_answered_in(offered, named, answered):
    assert nearest_offered(named, offered) == answered


def test_the_choice_of_a_language_holds_those_that_the_programme_offers():
    def choice(programme):
        return [option.key for option in next(language(Talk(programme, NOW))).options]

    assert choice(PACK) == ["fr", "ar", "ary_Latn"]
    assert choice(dataclasses.replace(PACK, languages=("fr", "ar"))) == ["fr", "ar"]


@pytest.mark.parametrize(
    ("said", "month"),
    [
        (None, "2025-11"),
        ("2025-03", "2025-03"),
        ("11", "2025-11"),
        ("10", "2025-10"),
        ("12", "2025-12"),
        ("01", "2025-01"),
        ("2027-01", "2025-12"),
        ("", "2025-11"),
    ],
)
def test_a_bare_month_is_the_latest_of_its_name(said, month):
    assert meant(said, today()) == month


def test_a_month_asked_for_at_the_turn_of_the_year():
    assert meant("-1", date(2026, 1, 3)) == "2025-12"
    assert meant("01", date(2025, 12, 30)) == "2026-01"
    assert meant("12", date(2026, 1, 3)) == "2025-12"


def test_a_month_far_off_is_named_with_its_year():
    assert named("2025-01", today()) == Month("2025-01")
    assert named("2024-11", today()) == Month("2024-11", year=True)
    assert (before("2025-01"), before("2025-12")) == ("2024-12", "2025-11")
