import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway import gsm7, segments

ARABIC = "السلام عليكم، أين وصل ملفي؟"
GSM7_TEXT = st.text(alphabet=sorted(gsm7.BASIC | gsm7.EXTENDED), max_size=600)
MIXED_TEXT = st.text(alphabet=st.sampled_from("aé€{ç م\u064eش😀\u0301\n"), max_size=300) | st.text(
    max_size=300
)


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 152, "GSM-7", 304, 2),
        ("€" * 153, "GSM-7", 306, 3),
        ("é" * 160, "GSM-7", 160, 1),
        ("ç" + "a" * 69, "UCS-2", 70, 1),
        ("م" * 71, "UCS-2", 71, 2),
        ("م" * 134, "UCS-2", 134, 2),
        ("م" * 135, "UCS-2", 135, 3),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 36, "UCS-2", 72, 2),
        ("😀" * 67, "UCS-2", 134, 3),
    ],
)
def test_a_text_costs_what_an_operator_bills(text, encoding, units, parts):
    assert segments.measure(text) == segments.Measure(encoding, units, parts)


def test_an_escape_pair_is_not_cut_at_the_end_of_a_part():
    parts = segments.split("a" * 152 + "€" + "b" * 20)
    assert parts == ["a" * 152, "€" + "b" * 20]


def test_an_emoji_is_not_cut_at_the_end_of_a_part():
    assert segments.split("م" * 66 + "😀" + "م" * 10)[0] == "م" * 66


def test_a_letter_keeps_its_vowel_where_that_costs_no_part():
    assert segments.split("م" * 66 + "شَ" + "م" * 10) == ["م" * 66, "شَ" + "م" * 10]


def test_a_letter_loses_its_vowel_to_the_next_part_rather_than_cost_a_part():
    text = "م" * 66 + "شَ" + "م" * 66
    assert [len(part) for part in segments.split(text)] == [67, 67]


def test_a_letter_under_a_hundred_marks_is_cut_all_the_same():
    assert [len(part) for part in segments.split("م" + "\u064e" * 100)] == [67, 34]


@given(MIXED_TEXT | GSM7_TEXT)
def test_parts_joined_are_the_text_and_none_is_over_its_limit(text):
    parts = segments.split(text)
    measured = segments.measure(text)
    assert "".join(parts) == text
    assert measured.parts == len(parts)
    limit = {("GSM-7", True): 160, ("GSM-7", False): 153, ("UCS-2", True): 70, ("UCS-2", False): 67}
    for part in parts:
        units = gsm7.septets(part) if measured.encoding == "GSM-7" else len(part.encode("utf-16-be")) // 2
        assert units <= limit[measured.encoding, len(parts) == 1]


@given(MIXED_TEXT)
def test_a_text_is_septets_exactly_where_each_character_is_in_the_alphabet(text):
    assert (gsm7.septets(text) is not None) == all(c in gsm7.BASIC | gsm7.EXTENDED for c in text)


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("Reçu. Vous êtes à l’étape « contrôle »", 'Recu. Vous etes à l\'étape " controle "'),
        ("1\u202f234,50\u00a0DH", "1 234,50 DH"),
        ("cœur — Œuvre…", "coeur - OEuvre..."),
        ("n° 5", "no 5"),
        ("rec\u0327u e\u0302tre", "recu etre"),
        ("déjà reçu", "déjà recu"),
    ],
)
def test_french_is_written_with_what_gsm7_has(text, wire):
    assert gsm7.wire_text(text) == wire


@pytest.mark.parametrize("text", [ARABIC, ARABIC + " ça", "ça 😀", "déjà là"])
def test_what_is_not_french_alone_is_left_as_it_is(text):
    assert gsm7.wire_text(text) == text


@given(MIXED_TEXT)
def test_transliteration_gives_gsm7_or_changes_nothing(text):
    wire = gsm7.wire_text(text)
    assert wire == text or gsm7.is_gsm7(wire)
    assert gsm7.wire_text(wire) == wire


def test_every_accented_french_letter_has_a_place_in_gsm7():
    letters = "àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ"
    assert gsm7.is_gsm7(gsm7.wire_text(letters))
    assert gsm7.is_gsm7(gsm7.wire_text(unicodedata.normalize("NFD", letters)))
