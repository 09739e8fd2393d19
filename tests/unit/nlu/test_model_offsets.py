"""Folded words know their places in the text as typed: the trainer's tokens and the gateway's words are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.normalise import fold, located_words, words

TYPED = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("aéœ أإىةـًٌ'’🙂٣1️⃣ﷺ")), max_size=80)


@given(TYPED)
def test_located_words_are_the_folded_words(text):
    assert [word for word, _, _ in located_words(text)] == words(text)


@given(TYPED)
def test_places_stand_in_order_inside_the_text(text):
    places = [place for _, begin, end in located_words(text) for place in (begin, end)]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)


@pytest.mark.parametrize("text", ["Où est l’argent ?", "السَّلامُ عليكم", "MERCIIII bcp", "  œuvre 🙂 ٣"])
def test_what_stands_at_a_place_folds_to_its_word(text):
    for word, begin, end in located_words(text):
        assert fold(text[begin:end]) == word
