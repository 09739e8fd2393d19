"""Whole conversations by USSD, screen by screen: read them in golden_ussd/. RECOURS_UPDATE_GOLDEN=1 writes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from sms_gateway.ussd.pages import NEXT, Limit
from tests.unit.bot.screens import TELLABLE, on_screens
from tests.unit.bot.test_golden import LANGUAGES, agreed
from tests.unit.bot.world import ENGINE

GOLDEN = Path(__file__).parent / "golden_ussd"
#: One or more of each dialogue; whoever adds a dialogue adds one here.
TOLD = [
    "menu",
    "status_accepted",
    "status_refused",
    "payments_next",
    "payments_missing",
    "amount_turned_21",
    "recours_from_menu",
    "recours_in_several_messages",
    "recours_cancelled",
    "follow_up_states",
    "follow_up_several",
    "withdraw",
    "identify_right",
    "identify_and_contest",
    "helping_after_a_status",
    "helping_files_at_once",
    "helping_beside_ones_own_file",
    "helping_with_a_lost_card",
    "association",
    "association_not_written_down",
    "two_cases",
    "language_switch",
    "stop_and_start",
    "back",
    "interrupted_and_resumed",
    "not_understood_at_a_question",
    "registry_down",
    "officer",
    "misconduct",
    "scam",
    "question_taken_up",
    "question_left_for_the_menu",
    "question_brought_to_mind",
    "question_answered",
    "satisfaction_asked_by_sms",
    "amount_what_if_school",
    "payments_late",
    "payments_back_not_collected",
    "access_asked",
    "access_card",
    "access_code",
    "details_asked",
    "details_birth",
    "details_phone",
    "applying",
    "find_office_of_the_household",
    "services_asked",
    "call_back",
    "call_back_refused",
    "protection",
    "reopened",
    "appealed",
]
#: The smallest screens that providers have.
SMALL = Limit(septets=90, units=45)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TOLD)
def test_a_conversation_by_ussd_reads_as_it_was_agreed(name, language):
    now = on_screens(name, language)
    assert now == agreed(GOLDEN / f"{name}.{language}.txt", now)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("limit", [Limit(), SMALL], ids=["usual", "small"])
def test_every_screen_of_every_scenario_fits(limit, language):
    for name in TELLABLE:
        assert on_screens(name, language, limit)  # the phone itself refuses a screen that does not


def test_the_next_page_s_key_is_no_choice():
    lists = [
        line
        for name in TELLABLE
        for line in on_screens(name, "fr").split("\n")
        if line.strip().startswith(f"{NEXT} ") and line.isascii()
    ]
    assert set(map(str.strip, lists)) <= {"9 Suite"}


def test_no_transcript_is_left_of_a_conversation_that_is_no_more():
    assert {path.name for path in GOLDEN.iterdir()} == {
        f"{name}.{language}.txt" for name in TOLD for language in LANGUAGES
    }


def test_every_language_that_is_offered_has_its_transcripts():
    assert set(ENGINE.programme.languages) <= set(LANGUAGES)
