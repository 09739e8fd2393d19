"""The conditions of a programme, told and tested."""

from __future__ import annotations

import pytest

from programmes.pack import load_programme

PACK = load_programme("ma_asd")


def condition(code):
    return next(found for found in PACK.eligibility.conditions if found.code == code)


@pytest.mark.parametrize(
    ("score", "met"),
    [("9.743000", True), ("9.743002", False), ("9.743001", None), (9.81, False), (None, None)],
)
def test_a_score_at_the_very_limit_is_for_an_officer_to_say(score, met):
    assert condition("SCORE").is_met({"score": score}) is met


@pytest.mark.parametrize(
    ("told", "met"), [({"pension": True}, False), ({"pension": False}, True), ({}, None)]
)
def test_what_nobody_told_is_not_guessed(told, met):
    assert condition("PENSION").is_met(told) is met


def test_every_condition_says_in_plain_words_what_is_asked_and_why_one_is_refused():
    assert [found.code for found in PACK.eligibility.conditions] == [
        "SCORE",
        "PUBLIC_EMPLOYEE",
        "PENSION",
        "FAMILY_ALLOWANCE",
    ]
    for found in PACK.eligibility.conditions:
        assert found.reference
        assert found.says["fr"]
        assert PACK.reason(found.code, "fr", {})


def test_a_reason_names_the_step_that_mends_it_where_one_is_known():
    assert PACK.reason_step("SCHOOL_MISMATCH", "fr") == "Déclarez l'école sur le portail ASD"
    assert PACK.reason_step("PENSION", "fr") == ""
    assert PACK.reason_step("X17", "fr") == ""
