"""The fold makes one spelling of many, the skeleton one sound of both scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.normalise import fold, western_digits, words
from nlu.skeleton import skeleton

FOLDED = [
    ("Réclamation", "reclamation"),
    ("l'ŒUVRE", "l oeuvre"),
    ("mercíííí !!!", "merci"),
    ("créée", "creee"),
    ("شُكْرًا", "شكرا"),
    ("شكـــرا", "شكرا"),
    ("إلى أين آخذ", "الي اين اخذ"),
    ("مساعدة", "مساعده"),
    ("الأداء", "الادا"),
    ("گالو ڭالو کالو", "كالو كالو كالو"),
    ("١٢ ۳", "12 3"),
    ("1️⃣", "1"),
    ("ﺳﻼﻡ", "سلام"),
    ("a\u200fb \u202ec", "ab c"),
    ("１２ＡＢ", "12ab"),
    ("3lach,ma-wslat", "3lach ma wslat"),
    ("1000 dh", "1000 dh"),
]
SAME_SOUND = [
    ("wslatnich", "weslatniche", "وصلاتنيش"),
    ("3lach", "3alash", "علاش"),
    ("flous", "flouss", "فلوس"),
    ("chikaya", "shikaya", "شكايه"),
    ("khlas", "5las", "خلاص"),
    ("9bel", "qbel", "قبل"),
]


@pytest.mark.parametrize(("typed", "folded"), FOLDED)
def test_many_spellings_fold_into_one(typed, folded):
    assert fold(typed) == folded


@pytest.mark.parametrize("spellings", SAME_SOUND)
def test_both_scripts_share_one_skeleton(spellings):
    assert len({skeleton(word) for word in spellings}) == 1
    assert skeleton(spellings[0])


@given(st.text())
def test_western_digits_keep_every_offset(text):
    assert len(western_digits(text)) == len(text)


@given(st.text())
def test_any_text_folds_into_words_of_letters_and_digits(text):
    assert all(word and not word.isspace() for word in words(text))
