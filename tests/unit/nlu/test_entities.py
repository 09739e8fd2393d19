"""What a message names is found on its original text, in every form that people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.damm import is_valid
from nlu.entities import find_entities, find_reference
from nlu.months import month_in_words
from nlu.normalise import words

FOUND = [
    ("482177353", {"reference": "482177353"}),
    ("mon numero 482 177 353 svp", {"reference": "482177353"}),
    ("تظلم رقم ٤٨٢.١٧٧.٣٥٣", {"reference": "482177353"}),
    ("482-177-353", {"reference": "482177353"}),
    ("482177354", {}),
    ("1482177353", {}),
    ("ASD-2025-000123", {"case_number": "2025000123"}),
    ("asd 2025.000.123", {"case_number": "2025000123"}),
    ("2025 000 123", {"case_number": "2025000123"}),
    ("2025-000-123", {"case_number": "2025000123"}),
    ("ASD2025000123 né en 1978", {"case_number": "2025000123", "birth_year": 1978}),
    ("٢٠٢٥٠٠٠١٢٣", {"case_number": "2025000123"}),
    ("1978", {"birth_year": 1978}),
    ("je suis née en 1961", {"birth_year": 1961}),
    ("سنة ١٩٧٨", {"birth_year": 1978}),
    ("12/05/1961", {"birth_year": 1961}),
    ("1919", {}),
    ("2016", {}),
    ("19780", {}),
    ("0612345678", {"phone": "0612345678"}),
    ("+212 6 12 34 56 78", {"phone": "+212612345678"}),
    ("00212612345678", {"phone": "+212612345678"}),
    ("900 dh", {"amount": {"minor": 90000, "currency": "MAD"}}),
    ("900dhs", {"amount": {"minor": 90000, "currency": "MAD"}}),
    ("1.350,50 درهم", {"amount": {"minor": 135050, "currency": "MAD"}}),
    ("3600 MRU", {"amount": {"minor": 360000, "currency": "MRU"}}),
    ("36 000 FCFA", {"amount": {"minor": 36000, "currency": "XOF"}}),
    ("11/2025", {"month": "2025-11"}),
    ("2025-11", {"month": "2025-11"}),
    ("novembre", {"month": "11"}),
    ("combien j'ai eu le mois passé", {"month": "-1"}),
    ("ch7al chedit chhar li fat", {"month": "-1"}),
    ("شحال شديت الشهر اللي فات", {"month": "-1"}),
    ("لم أتوصل بالشهر الماضي", {"month": "-1"}),
    ("le mois de novembre dernier", {"month": "11"}),
    ("tous les mois", {}),
    ("chhar 11", {"month": "11"}),
    ("مبلغ نونبر 2025", {"month": "2025-11"}),
    ("دعم نوفمبر", {"month": "11"}),
    ("بشتنبر", {"month": "09"}),
    ("paiement du mois de mars", {"month": "03"}),
    ("en français svp", {"language": "fr"}),
    ("العربية", {"language": "ar"}),
    ("b darija 3afak", {"language": "ary_Latn"}),
    ("3lach 7it 9bel", {}),
    ("3lach n9sat lflous 7it 9bel kant 900dh", {"amount": {"minor": 90000, "currency": "MAD"}}),
    ("", {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "entities"), FOUND)
def test_what_a_message_names_is_found(text, entities):
    assert find_entities(text) == entities


@given(st.integers(0, 10**8 - 1), st.sampled_from(["", ".", " ", "-"]))
def test_a_reference_is_found_grouped_or_not_and_no_other_check_digit_is(number, gap):
    body = f"{number:08}"
    for last in "0123456789":
        digits = body + last
        typed = gap.join((digits[:3], digits[3:6], digits[6:]))
        if not typed.startswith("0"):  # ten groups of digits that begin with 0 may be a phone
            assert find_reference(f"ref {typed}") == (digits if is_valid(digits) else None)


@given(st.integers(0, 10**8 - 1), st.integers(0, 8), st.integers(1, 9))
def test_damm_finds_every_wrong_digit_and_every_swap(number, place, shift):
    body = f"{number:08}"
    valid = next(body + last for last in "0123456789" if is_valid(body + last))
    wrong = valid[:place] + str((int(valid[place]) + shift) % 10) + valid[place + 1 :]
    assert not is_valid(wrong)
    if place < 8 and valid[place] != valid[place + 1]:
        assert not is_valid(valid[:place] + valid[place + 1] + valid[place] + valid[place + 2 :])


@pytest.mark.parametrize("word", ["mai", "may", "out", "mars", "3"])
def test_a_doubtful_word_is_a_month_only_where_something_says_so(word):
    text = f"je viens {word} demain"
    assert month_in_words(words(text)) == ("05" if word == "mai" else None)
