"""Catalogs are complete; dates, amounts and plurals read well."""

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from babel.dates import format_timedelta
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

import console
from console.desk import Measure
from console.labels import LABELS
from console.words import isolated, reference, words_in
from locales import read
from storage.records import MtState, Outcome, TicketState
from tests.unit.console.officers_in_tests import DAY, NOW

METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
FIELD = re.compile(r"\{(\w+)\}")


def in_sources():
    folder = Path(console.__file__).parent
    found = extract_from_dir(folder, METHODS, keywords=DEFAULT_KEYWORDS)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def said(language):
    return words_in(language, "MA", "Africa/Casablanca")


def plain(text):
    """Without Babel's no-break spaces."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_text_of_the_console_is_translated_and_none_is_left_over(language):
    messages = [message for message in read(language, "console") if message.id]
    ids = {message.id if isinstance(message.id, str) else message.id[0] for message in messages}
    assert ids == in_sources()
    for message in messages:
        forms = (message.string,) if isinstance(message.string, str) else message.string
        assert all(forms), message.id
        assert not message.fuzzy
        assert len(forms) == (1 if isinstance(message.id, str) else {"fr": 2, "ar": 6}[language])


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_translation_fills_no_field_that_the_source_does_not_have(language):
    for message in read(language, "console"):
        plural = not isinstance(message.id, str)
        wanted = set(FIELD.findall(message.id[0] if plural else message.id))
        for form in message.string if plural else (message.string,):
            fields = set(FIELD.findall(form))
            assert fields <= wanted if plural else fields == wanted, message.id


def test_every_state_outcome_and_delivery_has_a_name():
    assert set(LABELS["state"]) == set(TicketState)
    assert set(LABELS["outcome"]) == set(Outcome)
    assert set(LABELS["delivery"]) == set(MtState)


def test_what_has_no_name_is_shown_as_it_is_kept():
    assert said("ar").label("motive", "NEW_MOTIVE") == "NEW_MOTIVE"


@pytest.mark.parametrize(
    ("language", "day", "month", "late", "soon"),
    [
        ("fr", "1 novembre 2025", "octobre 2025", "5 jours de retard", "dans 2 jours"),
        ("ar", "1 نونبر 2025", "أكتوبر 2025", "تأخر 5 أيام", "خلال يومين"),
        ("en", "1 November 2025", "October 2025", "5 days late", "in 2 days"),
    ],
)
def test_days_are_written_as_people_of_the_country_write_them(language, day, month, late, soon):
    words = said(language)
    assert words.day(NOW) == day
    assert words.month("2025-10") == month
    assert plain(words.due(NOW - 5 * DAY, NOW)) == late
    assert plain(words.due(NOW + 2 * DAY, NOW)) == soon


def test_due_later_today_is_today_and_due_an_hour_ago_is_late():
    assert said("fr").due(NOW + 3600, NOW) == "aujourd’hui"
    assert plain(said("fr").due(NOW - 3600, NOW)) == "1 jour de retard"


def test_amounts_carry_the_unit_that_people_say_and_no_empty_hundredths():
    assert said("fr").amount(60000, "MAD", "DH") == isolated("600\u00a0DH")
    assert said("fr").amount(60050, "MAD", "DH") == isolated("600,50\u00a0DH")
    assert said("fr").amount(36000, "XOF", "FCFA") == isolated("36\u202f000\u00a0FCFA")


def test_what_an_sms_takes_is_one_line_and_a_price_unknown_is_left_out():
    words = said("fr")
    assert words.cost(Measure("UCS-2", 71, 2, Decimal("0.17"), "MAD")).count("·") == 3
    assert words.cost(Measure("GSM-7", 1, 1)).count("·") == 2


@pytest.mark.parametrize("count", [0, 1, 2, 3, 11, 100])
def test_arabic_plurals_have_a_form_for_every_count(count):
    forms = {said("ar").ngettext("{count} part", "{count} parts", n) for n in (1, 2, 3, 11)}
    assert len(forms) == 4
    assert said("ar").ngettext("{count} part", "{count} parts", count)


def test_a_reference_is_grouped_by_dots():
    assert reference("482177353") == "482.177.353"


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_how_long_ago_is_said_in_babels_words_each_formed_once(language):
    words = said(language)
    for days in (0.01, 0.04, 0.5, 0.9, 1, 4.4, 5.94, 5.96, 6, 13, 24, 26, 45, 300, 320, 800):
        seconds = int(days * DAY)
        babel = format_timedelta(timedelta(seconds=-seconds), add_direction=True, locale=words.locale)
        assert words.ago(NOW - seconds, NOW) == babel


def test_what_was_filed_this_minute_was_filed_just_now_also_by_a_clock_that_is_ahead():
    assert [said("fr").ago(NOW - back, NOW) for back in (0, 59, -30)] == ["à l'instant"] * 3
    assert said("ar").ago(NOW, NOW) == "الآن"
