"""Words first, then the model: who answers, and when nobody should."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.cascade import CHOSEN, CascadeParser, Thresholds, decide
from nlu.keywords import understand
from nlu.understanding import Intent, Understanding

CASCADE = CascadeParser()
STORY = "je regarde ma carte chaque matin, le solde ne bouge pas, il y a un souci en octobre ?"


@pytest.mark.parametrize("text", ["stop", "oui", "merci", "سلام", "482177353"])
def test_what_words_understand_the_model_is_not_asked(text):
    assert CASCADE.understand(text) == understand(text)


def test_what_words_leave_open_the_model_answers():
    assert understand(STORY).intent is None
    heard = CASCADE.understand(STORY)
    assert (heard.intent, heard.tier) == (Intent.PAYMENT_MISSING, "model")


def test_a_doubtful_message_has_no_intent_but_keeps_what_it_names():
    heard = CascadeParser(Thresholds(1.1, 1.1, {})).understand(STORY)
    assert (heard.intent, heard.tier, heard.language) == (None, "none", "fr")
    assert heard.entities == {"month": "10"}
    assert heard.confidence > 0


SAID = Understanding("...", Intent.PAYMENT_DATE, 0.95, "fr", {"month": "10"}, "phrase")
SILENT = Understanding("...", None, 0.0, "fr", {}, "none")
CRY = Understanding("...", Intent.PROTECTION_NEED, 0.95, "fr", {}, "phrase")


@pytest.mark.parametrize(
    ("said", "guess", "confidence", "intent"),
    [
        (SAID, Intent.PAYMENT_DATE, 0.1, Intent.PAYMENT_DATE),
        (SAID, Intent.DENY, CHOSEN.overrule - 0.01, Intent.PAYMENT_DATE),
        (SAID, Intent.DENY, CHOSEN.overrule + 0.01, Intent.DENY),
        (SAID, None, 0.0, Intent.PAYMENT_DATE),
        (SILENT, Intent.DENY, CHOSEN.answer + 0.01, Intent.DENY),
        (SILENT, Intent.DENY, CHOSEN.answer - 0.01, None),
        (SILENT, None, 0.0, None),
        (SILENT, Intent.PROTECTION_NEED, 0.97, None),
        (SILENT, Intent.PROTECTION_NEED, 0.99, Intent.PROTECTION_NEED),
        (SILENT, Intent.FILE_RECOURSE, 0.69, None),
        (CRY, Intent.PROTECTION_NEED, 0.91, Intent.PROTECTION_NEED),
        (CRY, Intent.PROTECTION_NEED, 0.89, None),
        (CRY, Intent.OUT_OF_SCOPE, 0.3, None),
        (CRY, Intent.OUT_OF_SCOPE, 0.61, Intent.OUT_OF_SCOPE),
        (CRY, None, 0.0, None),
    ],
)
def test_words_and_model_decide_together(said, guess, confidence, intent):
    heard = decide(said, guess, confidence)
    assert heard.intent is intent
    assert heard.entities == said.entities


def test_a_doubtful_cry_for_help_stands_among_the_wishes_to_offer():
    text = "mon mari me frappe"
    assert understand(text).intent is Intent.PROTECTION_NEED
    assert CASCADE.likeliest(text)[0] is Intent.PROTECTION_NEED


def test_as_many_wishes_are_offered_as_asked_for():
    assert [len(set(CASCADE.likeliest(STORY, most))) for most in (1, 2, 3)] == [1, 2, 3]


@given(st.text(max_size=200))
def test_any_text_gives_an_understanding(text):
    heard = CASCADE.understand(text)
    assert (heard.intent is None) == (heard.tier == "none")
    assert 0 <= heard.confidence <= 1
