from hypothesis import assume, given
from hypothesis import strategies as st

from storage.references import is_reference, new_reference

references = st.builds(new_reference)
places = st.integers(0, 8)


def test_a_reference_is_nine_digits():
    for _ in range(100):
        reference = new_reference()
        assert len(reference) == 9
        assert reference.isdigit()
        assert is_reference(reference)


def test_the_check_digit_is_damms():
    assert is_reference("000005724")  # 572 is checked by 4 in Damm's own example
    assert not is_reference("000005723")


@given(references, places, st.sampled_from("0123456789"))
def test_every_wrong_digit_is_caught(reference, place, digit):
    assume(reference[place] != digit)
    assert not is_reference(reference[:place] + digit + reference[place + 1 :])


@given(references, st.integers(0, 7))
def test_every_swap_of_neighbours_is_caught(reference, place):
    one, other = reference[place], reference[place + 1]
    assume(one != other)
    assert not is_reference(reference[:place] + other + one + reference[place + 2 :])


@given(st.text())
def test_no_text_is_too_strange_to_judge(text):
    assert is_reference(text) in {True, False}


def test_other_peoples_digits_and_other_lengths_are_no_reference():
    assert not is_reference("٠٠٠٠٠٥٧٢٤")
    assert not is_reference("5724")
    assert not is_reference("")
