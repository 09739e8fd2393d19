"""What was typed: cumulative text taken apart, and keys read against the page that is shown."""

import pytest

from bot import gestures
from sms_gateway.ussd.shown import Hop, Shown, external_id, new_hops, of_external_id

# label, typed before (None: a new session), typed now, what is new
HOPS = [
    ("dialled", None, "", [Hop("", "")]),
    ("the first answer", "", "3", [Hop("3", "3")]),
    ("a later answer", "3", "3*1", [Hop("3*1", "1")]),
    (
        "stars in free text",
        "3*1",
        "3*1*il a 20 ans * lycee",
        [Hop("3*1*il a 20 ans * lycee", "il a 20 ans * lycee")],
    ),
    ("a star at the start", "3*1", "3*1**", [Hop("3*1**", "*")]),
    ("nothing typed", "3", "3*", [Hop("3*", "")]),
    ("the same again", "3*1", "3*1", [Hop("3*1", "1")]),
    ("an older one again", "3*1*2", "3*1", [Hop("3*1", "1")]),
    ("dialled with a shortcut", None, "1*2", [Hop("", ""), Hop("1", "1"), Hop("1*2", "2")]),
    ("answers that look alike", "1", "11", [Hop("11", "11")]),
]


@pytest.mark.parametrize(("label", "before", "typed", "hops"), HOPS, ids=[row[0] for row in HOPS])
def test_a_request_adds_what_was_not_typed_before(label, before, typed, hops):
    assert new_hops(before, typed) == hops


def test_a_first_request_of_a_thousand_stars_is_cut_short():
    assert len(new_hops(None, "*" * 1000)) == 9


def test_a_request_is_known_by_its_session_and_all_that_was_typed():
    assert of_external_id(external_id("ATUid_1", "3*1*a*b")) == ("ATUid_1", "3*1*a*b")


def shown(page=0, pages=("one", "two", "three"), **fields):
    return Shown("s", "1", pages, page, **fields)


# label, what is shown, what is typed, what it means
KEYS = [
    ("the next page", shown(), "9", 1),
    ("the next page by its letter", shown(), " n ", 1),
    ("the next page in Arabic digits", shown(1), "٩", 2),
    ("nine on the last page is an answer", shown(2), "9", None),
    ("the page before", shown(1), "0", 0),
    ("the page before the last", shown(2), "0", 1),
    ("zero of the question's own, on the last page", shown(2, own_zero=True), "0", None),
    ("zero of the question's own, before the last page", shown(1, own_zero=True), "0", 0),
    ("zero of the question's own, on the first page", shown(own_zero=True), "0", None),
    ("one step back", shown(pages=("one",)), "0", gestures.BACK),
    ("one step back in Arabic digits", shown(pages=("one",)), "٠", gestures.BACK),
    ("one step back from the first of many pages", shown(), "0", gestures.BACK),
    ("the menu", shown(), "00", gestures.MENU),
    ("the menu in Arabic digits", shown(2), "٠٠", gestures.MENU),
    ("a choice", shown(), "1", None),
    ("words", shown(), "non", None),
    ("nothing", shown(), "", None),
]


@pytest.mark.parametrize(("label", "screen", "typed", "meaning"), KEYS, ids=[row[0] for row in KEYS])
def test_a_key_means_what_the_page_says(label, screen, typed, meaning):
    assert screen.meaning(typed) == meaning
