"""A whole message that is only a small number is read in every form that people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.numbers import read_number

TYPED = {
    0: ["0", "٠", "zéro", "ZERO", "sifr", "صفر", "0️⃣", " 0 ", "(0)", "o", "O"],
    1: ["1", "1.", "1)", "n 1", "N°1", "n1", "1️⃣", "①", "١", "۱", "un", "Une", "wahed", "wa7ed", "wahd", "واحد", "واحدة", "رقم 1", "choix 1",
        "1er", "le premier", "la première", "1ère", "lowel", "Lewwel", "الأول", "اللول", "le 1 svp", "je choisis le 1", "bghit lowel", "ok 1",
        "numéro un merci", "رقم واحد من فضلك", "wakha wahed", "نعم ١", "*1#"],
    2: ["2", "٢", "deux", "juj", "jouj", "zouj", "جوج", "زوج", "اثنان", "اثنين", "2!!", "2ème", "2e", "le deuxième choix", "la seconde", "tani", "الثاني", "التاني", "oui 2", "nmra jouj 3afak"],
    3: ["trois", "tlata", "ثلاثة", "تلاتة", "٣", "3eme", "troisième", "talet", "الثالث"],
    4: ["quatre", "rb3a", "reb3a", "arba3a", "أربعة"],
    5: ["cinq", "khamsa", "5msa", "خمسة"],
    12: ["12", "١٢", "douze", "tnach"],
    71: ["soixante et onze", "soixante-onze"],
    99: ["quatre-vingt-dix-neuf", "99"],
}  # fmt: skip
NO_NUMBER = [
    "", " ", "?", "100", "1,5", "1.5", "1 1", "900 dh", "3lach", "7it", "9bel", "oui", "n", "un enfant", "l", "le", "ok", "svp", "oui merci", "non 2", "1 ou 2", "123er", "deux enfants", "482177353",
    "\x00", "1" * 10_000,
]  # fmt: skip


@pytest.mark.parametrize(("number", "text"), [(n, text) for n, texts in TYPED.items() for text in texts])
def test_a_small_number_is_read_in_every_form_that_people_type(number, text):
    assert read_number(text) == number


@pytest.mark.parametrize("text", NO_NUMBER)
def test_what_is_more_or_less_than_a_small_number_is_none(text):
    assert read_number(text) is None


@given(st.integers(0, 99), st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]))
def test_every_number_of_a_menu_is_read_in_western_arabic_and_persian_digits(number, digits):
    assert read_number("".join(digits[int(d)] for d in str(number))) == number


@given(st.text())
def test_any_text_at_all_is_a_small_number_or_none(text):
    assert read_number(text) in {None, *range(100)}


@given(
    st.sampled_from([(number, text) for number, texts in TYPED.items() for text in texts if len(text) < 15]),
    st.sampled_from(["", " ", "\n", "choix ", "le ", "n° ", "ok, ", "رقم ", "bghit "]),
    st.sampled_from(["", " ", ".", " !", " svp", " 3afak", " من فضلك", "\u200f"]),
)
def test_what_people_put_around_a_number_changes_nothing(typed, before, behind):
    number, text = typed
    assert read_number(before + text + behind) == number
