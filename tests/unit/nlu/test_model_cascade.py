"""Words first, then the model: who answers, and when nobody should."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.cascade import CHOSEN, NEVER_OFFERED, CascadeParser, Thresholds, decide
from nlu.jsonl import to_json_line
from nlu.keywords import understand
from nlu.understanding import IN_CONFIDENCE, Intent, Understanding

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
    heard = CascadeParser(Thresholds(1.1, 1.1)).understand(STORY)
    assert (heard.intent, heard.tier, heard.language) == (None, "none", "fr")
    assert heard.entities == {"month": "10"}
    assert heard.confidence > 0
    assert heard.likeliest[0] is Intent.PAYMENT_MISSING


@pytest.mark.parametrize("text", ["qq", "ww", "???", "🙂", "", "ق"])
def test_too_few_letters_are_nothing_to_go_by(text):
    heard = CASCADE.understand(text)
    assert heard.likeliest == ()
    assert heard.tier != "model"


SAID = Understanding("...", Intent.PAYMENT_DATE, 0.95, "fr", {"month": "10"}, "phrase")
SILENT = Understanding("...", None, 0.0, "fr", {}, "none")
CRY = Understanding("...", Intent.PROTECTION_NEED, 0.95, "fr", {}, "phrase")
NEED, BRIBE, DENY = Intent.PROTECTION_NEED, Intent.REPORT_MISCONDUCT, Intent.PAYMENT_ACCESS


@pytest.mark.parametrize(
    ("said", "ranking", "intent"),
    [
        (SAID, [(Intent.PAYMENT_DATE, 0.1)], Intent.PAYMENT_DATE),
        (SAID, [(DENY, CHOSEN.overrule - 0.01)], Intent.PAYMENT_DATE),
        (SAID, [(DENY, CHOSEN.overrule + 0.01)], DENY),
        (SAID, [], Intent.PAYMENT_DATE),
        (SILENT, [(DENY, CHOSEN.answer + 0.01)], DENY),
        (SILENT, [(DENY, CHOSEN.answer - 0.01)], None),
        (SILENT, [], None),
        (SILENT, [(NEED, 0.96)], None),
        (SILENT, [(NEED, 0.98)], NEED),
        (SILENT, [(NEED, 0.6), (BRIBE, 0.38)], NEED),
        (SILENT, [(BRIBE, 0.82)], None),
        (SILENT, [(BRIBE, 0.84)], BRIBE),
        (SILENT, [(Intent.FILE_RECOURSE, 0.69)], None),
        (SILENT, [(Intent.AFFIRM, 0.79)], None),
        (CRY, [(NEED, 0.81)], NEED),
        (CRY, [(NEED, 0.79)], None),
        (CRY, [(Intent.OUT_OF_SCOPE, 0.3)], None),
        (CRY, [], None),
    ],
)
def test_words_and_model_decide_together(said, ranking, intent):
    heard = decide(said, ranking)
    assert heard.intent is intent
    assert heard.entities == said.entities


@pytest.mark.parametrize(
    ("said", "ranking"),
    [
        (CRY, [(Intent.OUT_OF_SCOPE, 0.99)]),
        (CRY, [(Intent.PAYMENT_ACCESS, 0.9), (Intent.UPDATE_DETAILS, 0.09)]),
        (SAID, [(Intent.PAYMENT_DATE, 0.8), (NEED, 0.16)]),
        (SILENT, [(Intent.GREET, 0.7), (BRIBE, 0.1), (NEED, 0.1)]),
        (SILENT, [(Intent.STOP, 0.3), (Intent.HOW_TO_APPLY, 0.26), (Intent.FIND_OFFICE, 0.25), (NEED, 0.15)]),
    ],
)
def test_what_may_be_a_call_for_help_is_asked_about_whatever_else_it_looks_like(said, ranking):
    heard = decide(said, ranking)
    assert heard.intent is None
    assert not IN_CONFIDENCE.isdisjoint(heard.likeliest)
    assert len(heard.likeliest) <= 3


def test_what_is_not_acted_upon_is_still_told_as_a_guess():
    heard = json.loads(to_json_line(decide(SILENT, [(DENY, 0.2), (Intent.STOP, 0.1)])))
    assert (heard["intent"], heard["acted_upon"]) == ("payment_access", False)
    assert heard["offered"] == ["payment_access", "stop"]


def test_nobody_is_offered_what_is_no_wish():
    heard = decide(
        SILENT, [(Intent.GREET, 0.3), (Intent.OUT_OF_SCOPE, 0.3), (Intent.STOP, 0.3), (DENY, 0.04)]
    )
    assert heard.likeliest == (Intent.STOP,)


def test_a_doubtful_cry_for_help_stands_among_the_wishes_to_offer():
    text = "mon mari me frappe"
    assert understand(text).intent is NEED
    assert NEED in CascadeParser(Thresholds(1.1, 1.1, {NEED: (1.1, 1.1)})).understand(text).likeliest


@given(st.text(max_size=200))
def test_any_text_gives_an_understanding(text):
    heard = CASCADE.understand(text)
    assert (heard.intent is None) == (heard.tier == "none")
    assert 0 <= heard.confidence <= 1
    assert NEVER_OFFERED.isdisjoint(heard.likeliest)
    assert not (heard.intent and heard.likeliest)
