"""Values as they read on a basic phone, in each language."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats import write_value, writer_in
from bot.plain import fold, is_gsm7
from bot.text import Day, Money, Month, Plain, Quote, Reference
from locales import PHONE_LANGUAGES
from nlu.months import MONTH_NAMES
from nlu.normalise import words
from sms_gateway import gsm7

TODAY = date(2025, 11, 22)


@pytest.mark.parametrize(
    ("value", "fr", "ar", "en"),
    [
        (Money(90000, "MAD"), "900 DH", "900 درهم", "900 DH"),
        (Money(135050, "MAD"), "1350,50 DH", "1350,50 درهم", "1350,50 DH"),
        (Money(-5, "MAD"), "-0,05 DH", "-0,05 درهم", "-0,05 DH"),
        (Money(36000, "XOF"), "36000 FCFA", "36000 فرنك", "36000 FCFA"),
        (Money(360000, "MRU"), "3600 MRU", "3600 أوقية", "3600 MRU"),
        (Money(100, "EUR"), "1 EUR", "1 EUR", "1 EUR"),
        (Month("2025-08"), "aout", "غشت", "August"),
        (Month("2023-12", year=True), "décembre 2023", "دجنبر 2023", "December 2023"),
        (date(2025, 10, 12), "12 octobre", "12 أكتوبر", "12 October"),
        (date(2025, 9, 1), "1er septembre", "1 شتنبر", "1 September"),
        (date(2025, 7, 3), "3 juillet", "3 يوليوز", "3 July"),
        (date(2025, 5, 3), "3 mai", "3 ماي", "3 May"),
        (Day(date(2025, 11, 28), TODAY), "28 novembre", "28 نونبر", "28 November"),
        (Day(date(2023, 11, 28), TODAY), "28 novembre 2023", "28 نونبر 2023", "28 November 2023"),
        (Reference("482177353"), "482.177.353", "482.177.353", "482.177.353"),
        (7, "7", "7", "7"),
        ("Tétouan", "Tétouan", "Tétouan", "Tétouan"),
        (Plain(lambda language: f"été {language}"), "été fr", "été ar", "été en"),
        (Plain(lambda _language: "reçu à l’âge, sans œuvre"), "recu à l'age, sans oeuvre",
         "reçu à l’âge, sans œuvre", "recu à l'age, sans oeuvre"),
    ],
)  # fmt: skip
def test_a_value_reads_as_people_write_it(value, fr, ar, en):
    assert [write_value(value, language) for language in ("fr", "ar", "en")] == [fr, ar, en]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Money(90000, "MAD"), "900 DH"),
        (date(2025, 10, 12), "12 oktobre"),
        (date(2025, 9, 1), "1 choutanbir"),
        (Day(date(2023, 7, 28), TODAY), "28 youlyouz 2023"),
        (Month("2025-08"), "ghoucht"),
    ],
)
def test_darija_in_latin_letters_has_its_own_months(value, written):
    assert write_value(value, "ary_Latn") == written


#: January to December, as each country's press and administration write them.
ARABIC_MONTHS = {
    "MA": "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر",
    "MR": "يناير فبراير مارس إبريل مايو يونيو يوليو أغشت شتمبر أكتوبر نوفمبر دجمبر",
    "CI": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}


@pytest.mark.parametrize("country", ARABIC_MONTHS)
def test_arabic_has_each_countrys_own_months_in_months_days_and_quarters(country):
    write, names = writer_in(country), ARABIC_MONTHS[country].split()
    for number, name in enumerate(names, 1):
        day = date(2025, number, 28)
        assert write(Month(f"2025-{number:02}", year=True), "ar") == f"{name} 2025"
        assert [write(value, "ar") for value in (day, Day(day, day))] == [f"28 {name}"] * 2
    assert write(Month("2025-07", months=3), "ar") == f"{names[6]} إلى {names[8]}"


@pytest.mark.parametrize("country", ARABIC_MONTHS)
@pytest.mark.parametrize("language", ["fr", "ary_Latn", "en"])
def test_the_other_languages_have_the_same_months_everywhere(language, country):
    for number in range(1, 13):
        month = Month(f"2025-{number:02}")
        assert writer_in(country)(month, language) == write_value(month, language)


@pytest.mark.parametrize("number", range(1, 13))
@pytest.mark.parametrize("country", ARABIC_MONTHS)
@pytest.mark.parametrize("language", PHONE_LANGUAGES)
def test_a_month_that_we_write_is_understood_when_it_comes_back(language, country, number):
    name = write_value(Month(f"2025-{number:02}"), language, country)
    assert language == "en" or MONTH_NAMES[" ".join(words(name))] == number


@pytest.mark.parametrize(
    ("words", "fr", "ar"),
    [
        (
            "mon fils a encor 20 ans il es au lycee jai le certifica",
            "mon fils a encor 20 ans il es au...",
            None,
        ),
        ("deux\nlignes  ici", "deux lignes ici", None),
        ("été ça coûte 5€", "été ca coute 5EUR", "été ça coûte 5€"),
        ("ابني عمره 20 سنة", "...", "ابني عمره 20 سنة"),
        ("👍👍", "...", "..."),
        ("x" * 60, "x" * 37 + "...", None),
        ("", "...", "..."),
    ],
)
def test_a_quote_keeps_to_one_short_line_in_letters_that_cost_nothing_more(words, fr, ar):
    assert write_value(Quote(words), "fr") == fr
    assert write_value(Quote(words), "ar") == (fr if ar is None else ar)


@given(st.text(), st.integers(10, 60), st.sampled_from(["fr", "ar", "en", "ary_Latn"]))
def test_no_quote_is_longer_than_allowed_or_leaves_gsm7_in_a_gsm7_language(words, limit, language):
    quoted = write_value(Quote(words, limit), language)
    assert 0 < len(quoted) <= limit
    assert len(quoted.encode("utf-16-be")) // 2 <= limit
    assert language == "ar" or gsm7.is_gsm7(quoted)


def test_our_alphabet_is_within_the_gateways_and_never_costs_double():
    ours = {chr(code) for code in range(0x10000) if is_gsm7(chr(code))}
    assert ours <= gsm7.BASIC
    assert set(gsm7.BASIC) - ours <= set("\r¤¡ΔΦΓΛΩΠΨΣΘΞ")


def test_folding_leaves_other_scripts_alone():
    assert fold("Lycée à Sala Al Jadida سلا") == "Lycée à Sala Al Jadida سلا"


def test_what_nobody_taught_it_to_write_is_an_error():
    with pytest.raises(TypeError):
        write_value(1.5, "fr")
    with pytest.raises(TypeError):
        write_value(True, "fr")
