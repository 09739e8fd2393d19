"""What officers' acts send: the outcome, the reason, the next step; nothing at all of a sensitive ticket."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot import notices
from bot.text import TEXTS
from nlu.cascade import CascadeParser
from nlu.understanding import Intent
from sms_gateway.outgoing import wire_text
from sms_gateway.segments import measure
from storage.records import NewTicket, Outcome
from tests.unit.bot.world import NOW, PHONE, WORDING, as_kept

REASON = {"fr": "Le certificat de scolarité date de 2023.", "ar": "شهادة التمدرس مؤرخة في 2023."}


def ticket(language, motive="AMOUNT"):
    new = NewTicket(
        "482177353", "ma_asd", "recours", motive, PHONE, "", language, "s", "c1", created_at=NOW, due_at=NOW
    )
    return as_kept(new)


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("outcome", Outcome)
def test_a_decision_tells_the_number_the_outcome_and_the_reason(language, outcome):
    told = notices.decided(WORDING, ticket(language), outcome, REASON[language])
    assert "482.177.353" in told
    assert REASON[language] in wire_text(told)
    assert measure(wire_text(told)).parts <= (1 if language == "fr" else 2)


def test_who_lost_is_told_what_to_do_next():
    lost = notices.decided(WORDING, ticket("fr"), Outcome.REJECTED, "")
    won = notices.decided(WORDING, ticket("fr"), Outcome.UPHELD, "")
    assert "AGENT" in lost
    assert "AGENT" not in won


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_sensitive_ticket_gives_nothing_away(language):
    sensitive = ticket(language, "SENSITIVE")
    told = {notices.decided(WORDING, sensitive, outcome, "Le mari est convoqué") for outcome in Outcome}
    assert len(told) == 1
    assert told == {notices.closed(WORDING, sensitive)}
    asked = notices.asked(WORDING, sensitive, "Etes-vous en danger?")
    assert "danger" not in asked
    assert "482.177.353" in asked


def test_an_officers_question_says_how_to_answer_it():
    asked = notices.asked(WORDING, ticket("fr"), "Quelle école?")
    assert asked == "A propos de 482.177.353: Quelle école?"


def test_a_reason_in_arabic_on_a_french_ticket_is_sent_as_it_is():
    told = notices.decided(WORDING, replace(ticket("fr"), language="fr"), Outcome.UPHELD, REASON["ar"])
    assert REASON["ar"] in told


@pytest.mark.parametrize(
    ("word", "intent"),
    [
        ("AGENT", Intent.SPEAK_TO_OFFICER),
        ("START", Intent.START),
        ("موظف", Intent.SPEAK_TO_OFFICER),
        ("استئناف", Intent.START),
    ],
)
async def test_every_word_that_we_tell_people_to_send_is_understood(word, intent):
    heard = await CascadeParser().parse(word)
    assert (heard.intent, heard.tier) == (intent, "word")
    assert any(word in WORDING._catalogs[language](msgid) for msgid in TEXTS for language in ("fr", "ar"))
