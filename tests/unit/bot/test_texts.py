"""Every text of the catalogs: complete, in step with the sources, within GSM-7 and its parts, in reading order."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest
from bidi.algorithm import get_display

import bot.notices as _notices  # its texts count too
from bot.dialogues.explaining import RULES
from bot.dialogues.recours import SUBJECTS
from bot.dialogues.request import MATTERS
from bot.text import TEXTS, Day, Money, Month, Plain, Quote, Reference, Text
from locales import PHONE_LANGUAGES as LANGUAGES
from locales import CatalogError, load
from locales.catalogs import faults, fields
from programmes.directory.files import load_directory
from programmes.directory.hours import read_hours
from programmes.eligibility import FACTS
from sms_gateway.gsm7 import is_gsm7
from sms_gateway.segments import measure
from tests.unit.bot.world import PACK, WORDING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from programmes.wording import Words

DESKS = [desk for desks in load_directory("ma_asd").desks.values() for desk in desks]
ARABIC = re.compile("[\u0600-\u06ff]")
#: The choice of a language is written in both scripts, in every language.
BOTH_SCRIPTS = {"Another language", "Language / اللغة", "العربية", "Francais"}


def _worst(name: str, language: str) -> object:
    today = date(2025, 11, 22)
    values = {
        "reference": Reference("482177353"),
        "head": Reference("735211840"),
        "day": Day(date(2023, 9, 30), today),
        "month": Month("2023-09", year=True),
        "amount": Money(135050, "MAD"),
        "paid": Money(135050, "MAD"),
        "each": Money(37500, "MAD"),
        "before": Money(135050, "MAD"),
        "after": Money(135050, "MAD"),
        "step": Plain(lambda lang: max((PACK.mending_step(fact, lang) for fact in FACTS), key=len)),
        "count": 12,
        "ending": "999",
        "age": 21,
        "commune": "Sidi Slimane Echcharraa",
        "desk": Plain(lambda lang: max((desk.name(lang) for desk in DESKS), key=len)),
        "address": Plain(lambda lang: max((desk.address(lang) for desk in DESKS), key=len)),
        "hours": read_hours("Mo-Th 08:30-12:00,14:00-18:30; Fr 08:30-12:30"),
        "phone": "0500000001",
        "numbers": "19, 177, 15",
        "advice": _longest_of(step.says for step in PACK.guide.access.values()),
        "condition": _longest_of(PACK.guide.conditions),
        "papers": _longest_of([PACK.guide.papers]),
        "where": _longest_of([PACK.guide.where]),
        "words": Quote("mot " * 20),
        "reason": Plain(_longest_reason),
        "what": _longest_what(language),
    }
    return values[name]


def _longest_of(texts: Iterable[Words]) -> Plain:
    known = list(texts)
    return Plain(lambda language: max((words[language] for words in known), key=len))


def _longest_reason(language: str) -> str:
    return max((PACK.reason(code, language, {"score": "10.743001"}) for code in PACK.reasons), key=len)


def _longest_what(language: str) -> Text:
    subjects = [text(month=Month("2023-09", year=True)) for text in SUBJECTS.values()]
    return max(
        (*subjects, *RULES.values(), *MATTERS.values()), key=lambda text: len(WORDING.text(text, language))
    )


@cache
def filled(msgid: str, language: str) -> str:
    """A text with the longest values it can get."""
    text = TEXTS[msgid]
    return WORDING.line(text(**{name: _worst(name, language) for name in fields(text.msgid)}), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalog_is_complete_and_in_step_with_the_sources(language):
    assert faults(language) == []


def test_every_text_that_a_phone_may_read_is_extracted():
    assert _notices.DISAGREE.msgid in TEXTS
    catalog = load("fr", "sms").messages
    assert {text.msgid for text in TEXTS.values()} == set(catalog)


def test_a_missing_message_is_an_error_that_names_it():
    with pytest.raises(CatalogError, match="no translation of 'Good day'"):
        load("fr", "sms").gettext("Good day")
    assert load("en", "sms").gettext("Good day") == "Good day"
    with pytest.raises(CatalogError, match=r"no catalog xx/sms\.po"):
        load("xx", "sms")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_with_its_longest_values_stays_within_its_parts(language):
    declared = {msgid: text.wide if language == "ar" else text.parts for msgid, text in TEXTS.items()}
    needed = {msgid: measure(filled(msgid, language)).parts for msgid in TEXTS}
    assert [msgid for msgid in TEXTS if needed[msgid] > declared[msgid]] == []


@pytest.mark.parametrize("language", ["fr", "ary_Latn", "en"])
def test_no_text_in_latin_letters_leaves_gsm7(language):
    assert [msgid for msgid in TEXTS.keys() - BOTH_SCRIPTS if not is_gsm7(filled(msgid, language))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_holds_a_link_or_a_greeting(language):
    unwanted = re.compile(r"www|http|\.(ma|com|org)\b|@|bonjour|salam|السلام")
    told = {msgid: filled(msgid, language).lower() for msgid in TEXTS.keys() - BOTH_SCRIPTS}
    assert [msgid for msgid, text in told.items() if unwanted.search(text)] == []


def test_behind_arabic_letters_every_number_reads_in_order():
    numbers = re.compile(r"[0-9]+(?:[.,/:][0-9]+)*")
    for text in (filled(msgid, "ar") for msgid in TEXTS):
        shown = get_display(text, base_dir="R")
        # A group of digits that the algorithm turns around would no longer be found as it was typed.
        assert sorted(numbers.findall(shown)) == sorted(numbers.findall(text))


@pytest.mark.parametrize("value", ["482.177.353", "9,743001", "1350,50"])
def test_a_number_of_several_groups_is_shown_as_one(value):
    assert value in get_display(f"تم التسجيل: {value}. الجواب قبل 22 دجنبر", base_dir="R")


def test_groups_parted_by_spaces_would_be_shown_in_reverse():
    assert "353 177 482" in get_display("تم التسجيل: 482 177 353", base_dir="R")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_shows_its_day_before_its_month_in_the_direction_of_reading(language):
    written = WORDING.text(
        TEXTS["Answer by {day}."](day=Day(date(2025, 11, 28), date(2025, 11, 22))), language
    )
    shown = get_display(written, base_dir="R" if language == "ar" else "L")
    if language == "ar":
        assert shown.index("28") > shown.index("ربنون")  # to the right of the month: read first
    else:
        assert re.search("28 no(v|n)", shown.lower())


def test_the_factors_of_a_line_read_in_order():
    line = WORDING.text(
        TEXTS["{what}: {count} x {each}"](what="أبناء", count=2, each=Money(25000, "MAD")), "ar"
    )
    shown = get_display(line, base_dir="R")
    assert shown.index("2 ") > shown.index("250")  # right to left: 2, then 250
