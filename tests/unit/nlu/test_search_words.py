"""The words by which officers find what people wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.search_words import SHORTEST, search_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("payées", "paye"),
        ("écoles", "Ecole"),
        ("enfants", "enfant"),
        ("المدرسة", "مدرسه"),
        ("والمبلغ", "مبلغ"),
        ("للأطفال", "اطفال"),
        ("أبنائي", "ابنائى"),
        ("٢٠٢٥", "2025"),
    ],
)
def test_spellings_and_endings_of_one_word_meet(one, other):
    assert search_words(one) == search_words(other) != []


@pytest.mark.parametrize(("one", "other"), [("mois", "moi"), ("الله", "له"), ("porte", "portail")])
def test_short_and_other_words_stay_apart(one, other):
    assert search_words(one) != search_words(other)


@given(st.text())
def test_any_text_gives_words_without_spaces_each_once(text):
    found = search_words(text)
    assert len(found) == len(set(found))
    assert all(len(word) >= SHORTEST and not word.isspace() for word in found)
