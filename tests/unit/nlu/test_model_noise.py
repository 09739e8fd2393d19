"""Respelt copies stay near what was written: the model learns free spelling, not nonsense."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.normalise import words
from nlu.training.noise import respelt


@given(st.text(max_size=120), st.integers(0, 99))
def test_any_message_is_respelt_word_for_word(text, seed):
    assert len(respelt(text, Random(seed)).split()) == len(words(text))


@pytest.mark.parametrize(
    "text", ["pourquoi je n ai pas recu", "3lach ma wslatnich lflous", "علاش ما وصلاتنيش الفلوس"]
)
def test_copies_differ_from_one_another_but_not_with_the_same_dice(text):
    copies = {respelt(text, Random(seed)) for seed in range(20)}
    assert len(copies) > 5
    assert respelt(text, Random(3)) == respelt(text, Random(3))


def test_numbers_and_the_shortest_words_stay():
    assert all(respelt("le 12 au 2025000123", Random(seed)) == "le 12 au 2025000123" for seed in range(50))
