"""Officers' ready words: complete in each language, plain, within their parts with the longest values."""

import pytest

from bot import notices
from bot.wording import Wording
from locales.plain import hard_points
from programmes.pack import load_programme
from sms_gateway.canned import LANGUAGES, CannedError, _entry, canned, entries
from sms_gateway.given import open_wording
from sms_gateway.gsm7 import is_gsm7
from sms_gateway.segments import measure
from storage.records import Outcome, Ticket, TicketState

#: The longest values that a ticket can have; the desk's and call centre's are the packs' own.
WORST = {
    "fr": {
        "reference": "482.177.353",
        "day": "30 septembre 2026",
        "month": "septembre",
        "amount": "350000,50 FCFA",
    },
    "ar": {"reference": "482.177.353", "day": "30 شتنبر 2026", "month": "شتنبر", "amount": "350000,50 فرنك"},
    "ary_Latn": {
        "reference": "482.177.353",
        "day": "30 choutanbir 2026",
        "month": "choutanbir",
        "amount": "3500,50 DH",
    },
}
PACKS = [load_programme(key) for key in ("ma_asd", "mr_tekavoul", "ci_filets")]
CASES = [(entry, language) for entry in entries() for language in LANGUAGES]


def ticket(**fields):
    values = {
        "reference": "482177353", "programme": "ma_asd", "nature": "recours", "motive": "AMOUNT", "phone": "+212600000001",
        "link": "phone", "language": "fr", "story": "", "case_id": None, "region": None,
        "subject": {"month": "2025-10", "computed": 60000}, "late": False, "state": TicketState.REVIEW, "outcome": None,
        "reason": None, "assignee": None, "created_at": 0, "updated_at": 0, "due_at": 0, "version": 1,
    }  # fmt: skip
    return Ticket(**values | fields)


def longest(entry, language):
    """Filled with the longest value that any programme has for each field."""
    packs = [pack for pack in PACKS if language in pack.languages]
    desks = [words[language] for pack in packs for words in pack.desks.values()]
    centres = [pack.call_centre for pack in packs]
    values = WORST[language] | {
        "desk": max(desks, key=len),
        "call_centre": max(centres, key=len) or "+212500000000",
    }
    return entry.words[language].format(**values)


@pytest.mark.parametrize(("entry", "language"), CASES, ids=lambda one: getattr(one, "key", one))
def test_ready_words_are_plain_and_keep_to_their_parts(entry, language):
    assert hard_points(entry.words[language], language) == []
    size = measure(longest(entry, language))
    assert size.parts <= (2 if language == "ar" else 1)
    assert (language == "ar") or is_gsm7(longest(entry, language))


@pytest.mark.parametrize(
    ("entry", "language"),
    [case for case in CASES if case[0].outcomes],
    ids=lambda one: getattr(one, "key", one),
)
def test_a_decision_with_a_ready_reason_keeps_to_its_parts(entry, language):
    wording: Wording = open_wording(PACKS[0])
    for outcome in entry.outcomes:
        told = notices.decided(wording, ticket(language=language), outcome, longest(entry, language))
        assert measure(told).parts <= (4 if language == "ar" else 2), told


def test_every_outcome_that_an_officer_gives_has_a_reason_for_every_appeal():
    for outcome in set(Outcome) - {Outcome.WITHDRAWN, Outcome.REDIRECTED}:
        for motive in ("ELIGIBILITY", "AMOUNT", "PAYMENT", "DATA"):
            offered = [
                one for one in entries() if outcome in one.outcomes and one.fits(ticket(motive=motive))
            ]
            assert offered, (outcome, motive)


@pytest.mark.parametrize("language", LANGUAGES)
def test_fields_are_filled_in_the_persons_language(language):
    told = {one.key: one.text for one in canned(ticket(language=language), PACKS[0], "12 X")}
    month = {"fr": "octobre", "ar": "أكتوبر", "ary_Latn": "oktobre"}[language]
    assert month in told["amount_follows_the_rule"]
    assert "600" in told["amount_follows_the_rule"]
    assert "12 X" in told["we_look"]
    assert not any("{" in text for text in told.values())


def test_words_whose_value_is_not_known_are_not_offered():
    keys = {one.key for one in canned(ticket(subject={}), PACKS[0], "12 X")}
    assert "amount_follows_the_rule" not in keys
    assert "we_look" in keys


def test_on_a_sensitive_ticket_only_discreet_words_are_offered():
    keys = {one.key for one in canned(ticket(motive="SENSITIVE"), PACKS[0], "12 X")}
    assert keys <= {"we_look", "when_to_call", "call_us"}
    assert "we_look" in keys


@pytest.mark.parametrize(
    "broken",
    [
        {"use": "shout"},
        {"use": "decide"},
        {"outcomes": ["upheld"]},
        {"fr": "{phone}"},
        {"outcomes": ["nonsense"]},
    ],
    ids=str,
)
def test_an_entry_that_cannot_be_offered_is_refused(broken):
    whole = {"key": "k", "use": "write", "fr": "a", "ar": "b", "ary_Latn": "c"}
    with pytest.raises(CannedError):
        _entry(whole | broken)


def test_the_keys_are_each_used_once():
    keys = [entry.key for entry in entries()]
    assert len(set(keys)) == len(keys)
