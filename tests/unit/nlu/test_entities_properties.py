"""Every kind of what a message can name, whatever its value, digits and surroundings."""

import phonenumbers
import pytest
from babel.dates import get_month_names
from hypothesis import assume, given
from hypothesis import strategies as st

from nlu.entities import FIRST_BIRTH_YEAR, LANGUAGE_NAMES, LAST_BIRTH_YEAR, find_entities

GAPS = st.sampled_from(["", " ", ".", "-"])
BEFORE = st.sampled_from(["", "svp ", "salam ", "رقم ", "voila: "])
AFTER = st.sampled_from(["", " merci", " شكرا", ".", " ?"])
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
DIGITS = st.sampled_from([None, ARABIC_DIGITS])


def written(text, digits):
    return text.translate(digits) if digits else text


@given(
    st.integers(2020, 2049),
    st.integers(0, 999_999),
    GAPS,
    st.sampled_from(["", "ASD-", "asd "]),
    DIGITS,
    BEFORE,
    AFTER,
)
def test_a_case_number_is_found(year, number, gap, letters, digits, before, after):
    body = f"{number:06}"
    typed = written(gap.join((str(year), body[:3], body[3:])), digits)
    assert find_entities(f"{before}{letters}{typed}{after}").get("case_number") == f"{year}{body}"


@given(
    st.integers(1, 999_999), st.sampled_from(["dh", "DH", " dhs", " dirhams", " درهم"]), DIGITS, BEFORE, AFTER
)
def test_an_amount_is_found_with_its_unit(amount, unit, digits, before, after):
    found = find_entities(f"{before}{written(str(amount), digits)}{unit}{after}")
    assert found.get("amount") == {"minor": amount * 100, "currency": "MAD"}


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from([" ", "."]))
def test_thousands_may_be_grouped(thousands, rest, gap):
    typed = f"{thousands}{gap}{rest:03} FCFA"
    assert find_entities(typed)["amount"] == {"minor": thousands * 1000 + rest, "currency": "XOF"}


@given(
    st.integers(1, 12),
    st.integers(2020, 2049),
    st.sampled_from(["{m}/{y}", "{m:02}-{y}", "{y}-{m:02}"]),
    DIGITS,
)
def test_a_month_in_digits_is_found(month, year, form, digits):
    typed = written(form.format(m=month, y=year), digits)
    assert find_entities(f"paiement {typed}").get("month") == f"{year}-{month:02}"


@pytest.mark.parametrize("locale", ["fr", "ar", "ar_MA", "ar_MR"])
def test_every_month_is_found_by_the_name_that_babel_has_for_it(locale):
    for number, name in get_month_names("wide", locale=locale).items():
        around = f"paiement du mois de {name}" if locale == "fr" else f"دعم شهر {name}"
        assert find_entities(around).get("month") == f"{number:02}", name


@given(
    st.integers(FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR), DIGITS, st.sampled_from(["", "né en ", "سنة ", "12/05/"])
)
def test_a_year_of_birth_is_found(year, digits, before):
    assert find_entities(written(f"{before}{year}", digits)).get("birth_year") == year


@given(st.sampled_from("67"), st.integers(0, 99_999_999), GAPS, DIGITS, BEFORE)
def test_a_phone_is_found_as_the_library_of_phone_numbers_reads_it(kind, number, gap, digits, before):
    body = f"0{kind}{number:08}"
    parsed = phonenumbers.parse(body, "MA")
    assume(phonenumbers.is_valid_number(parsed))
    typed = written(gap.join(body[at : at + 2] for at in range(0, 10, 2)), digits)
    found = find_entities(f"{before}{typed}")["phone"]
    assert phonenumbers.parse(found, "MA") == parsed
    international = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    assert find_entities(international)["phone"] == phonenumbers.format_number(
        parsed, phonenumbers.PhoneNumberFormat.E164
    )


@given(st.sampled_from(sorted(LANGUAGE_NAMES)), BEFORE)
def test_a_language_is_found_by_any_of_its_names(name, before):
    assert find_entities(f"{before}{name}").get("language") == LANGUAGE_NAMES[name]


@given(st.lists(st.from_regex(r"\A[a-z]{0,4}[379][a-z]{2,5}\Z"), min_size=1, max_size=8))
def test_a_digit_inside_a_word_of_arabizi_is_never_a_number(found):
    assume(not any(word in LANGUAGE_NAMES for word in found))
    entities = find_entities(" ".join(found))
    assert entities.keys() <= {"month"} or not entities  # a word may happen to be a month's name
    assert "amount" not in entities or any(word.endswith(("dh", "dhs", "um", "mad", "mru")) for word in found)


@given(st.text(max_size=300))
def test_any_text_at_all_gives_entities_of_known_kinds_in_plain_json(text):
    kinds = {"reference", "case_number", "phone", "amount", "month", "birth_year", "language"}
    assert find_entities(text).keys() <= kinds
