"""Pages: whatever is said and asked fits the screen, in order, nothing lost, no choice cut."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reply import Asked
from sms_gateway.ussd.pages import Keys, Limit, pages

FRENCH, ARABIC = Keys("Suite", "Retour", "Menu"), Keys("التالي", "رجوع", "القائمة")
WHOLE = Limit()
KEY_LINES = re.compile(r"^(?:9 Suite|0 Retour|00 Menu|0 Menu)$")
LONG = "Votre demande a été refusée parce que le score du ménage dépasse la limite. " * 4


def on_pages(lines=("Bonjour",), choices=("Oui", "Non"), keys=FRENCH, limit=WHOLE, **asked):
    return pages(lines, Asked(screen=tuple(choices), **asked), keys, limit)


def test_a_short_question_is_one_page_with_its_keys():
    assert on_pages() == ["Bonjour\n1 Oui\n2 Non\n0 Menu"]
    assert on_pages(back=True) == ["Bonjour\n1 Oui\n2 Non\n0 Retour\n00 Menu"]
    assert on_pages(own_zero="Annuler") == ["Bonjour\n1 Oui\n2 Non\n0 Annuler\n00 Menu"]


def test_what_is_only_said_has_no_keys():
    assert pages(["Merci."], None, FRENCH, Limit()) == ["Merci."]


def test_the_menu_is_not_offered_twice():
    assert on_pages(choices=("Continuer", "Menu")) == ["Bonjour\n1 Continuer\n2 Menu"]
    assert on_pages(choices=("Continuer", "Menu"), back=True) == ["Bonjour\n1 Continuer\n2 Menu\n0 Retour"]


def test_the_menu_does_not_name_itself():
    asked = Asked(screen=("Ma demande",), own_zero="Agent")
    assert pages(["Aide sociale"], asked, FRENCH, Limit(), menu=False) == [
        "Aide sociale\n1 Ma demande\n0 Agent"
    ]


def test_a_long_text_turns_its_pages_with_nine_and_back_with_zero():
    first, second = on_pages((LONG.strip(),))
    assert first.endswith("\n9 Suite")
    assert second.endswith("\n1 Oui\n2 Non\n0 Retour\n00 Menu")
    assert first.split("\n")[0].endswith(" été")  # between words


def test_a_page_of_one_arabic_word_holds_eighty_letters_and_its_neighbour_of_french_twice_as_many():
    lines = ["a" * 100, "كلمة"]
    first, second = on_pages(lines, ())
    assert len(first) > 80
    assert second.startswith("كلمة")


def test_a_line_that_fits_a_page_of_its_own_is_not_cut():
    lines = ["x" * 120, "mot " * 20 + "fin"]
    _first, second = on_pages(lines, ())
    assert second.startswith("mot mot")
    assert "fin" in second


WORD = st.text("abcdéà1.€[", min_size=1, max_size=30) | st.text("مرحباسلم", min_size=1, max_size=14)
LINES = st.lists(st.lists(WORD, min_size=1, max_size=40).map(" ".join), max_size=5)
CHOICES = st.lists(
    st.lists(WORD, min_size=1, max_size=3).map(" ".join).map(lambda label: label[:30]), max_size=8
)


@given(
    LINES,
    CHOICES,
    st.booleans(),
    st.sampled_from([None, "Annuler"]),
    st.sampled_from([Limit(), Limit(90, 60)]),
)
def test_any_question_fits_its_pages_and_loses_nothing(lines, choices, back, own_zero, limit):
    asked = Asked(screen=tuple(choices), own_zero=own_zero, back=back)
    shown = pages(lines, asked, FRENCH, limit)
    assert all(limit.holds(page) for page in shown)
    numbered = [f"{number} {label}" for number, label in enumerate(choices, 1)]
    all_lines = [line for page in shown for line in page.split("\n")]
    assert [line for line in all_lines if line in numbered] == [
        line for line in all_lines if line in set(numbered)
    ]
    assert all(line in all_lines for line in numbered)
    words = " ".join(line for line in all_lines if not KEY_LINES.match(line) and line != "0 Annuler").split()
    assert "".join(words) == "".join(" ".join([*lines, *numbered]).split())
    assert all(
        page.split("\n")[-1 if number == 0 else -2] == "9 Suite" for number, page in enumerate(shown[:-1])
    )
    assert not any("9 Suite" in page.split("\n") for page in shown[-1:])


@pytest.mark.parametrize("keys", [FRENCH, ARABIC])
def test_one_word_longer_than_a_page_is_cut(keys):
    shown = on_pages(["x" * 500], (), keys)
    assert "".join(line for page in shown for line in page.split("\n") if line.startswith("x")) == "x" * 500


def test_a_link_of_fewer_septets_has_more_pages():
    assert len(on_pages((LONG,), limit=Limit(90, 45))) > len(on_pages((LONG,)))
