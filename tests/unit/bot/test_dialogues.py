"""Dialogues driven by lists of answers, without an engine."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.dialogues import DIALOGUES, NO_WISH_OF_ITS_OWN, WISHES
from bot.dialogues.amount import amount
from bot.dialogues.follow_up import follow_up, withdraw
from bot.dialogues.identify import identify
from bot.dialogues.recours import LONG_ENOUGH, MOST_CHARACTERS, recours
from bot.dialogues.short import scam
from bot.dialogues.status import status
from bot.requests import (
    AddToTicket,
    Choose,
    FileTicket,
    GoTo,
    Note,
    ReopenTicket,
    Say,
    Verify,
    WithdrawTicket,
    Words,
)
from bot.talk import Talk
from nlu.understanding import Intent
from programmes.household import CaseStatus, PaymentState
from storage.records import Outcome, TicketState
from tests.unit.bot.driving import drive, kinds
from tests.unit.bot.given import CASE, FILED, only, ticket
from tests.unit.bot.world import DAY, NOW, PACK, case, paid


def test_every_wish_leads_to_a_dialogue_or_deliberately_not():
    assert WISHES.keys() | NO_WISH_OF_ITS_OWN == set(Intent)
    assert not WISHES.keys() & NO_WISH_OF_ITS_OWN
    assert set(WISHES.values()) <= DIALOGUES.keys()


def test_an_appeal_from_the_amount_needs_no_motive():
    asked, _ = drive(
        recours, [CASE, (), Words("mon fils"), "send", FILED], case="c1", motive="AMOUNT", month="2025-10"
    )
    assert kinds(asked) == ["story", "summary", "file"]
    filed = only(asked, FileTicket)
    assert (filed.nature, filed.motive, filed.story, filed.case_id, filed.region) == (
        "recours",
        "AMOUNT",
        "mon fils",
        "c1",
        "03",
    )
    assert filed.subject == {"month": "2025-10", "computed": 50000, "paid": 40000}
    assert filed.late


def test_the_words_of_several_messages_make_one_story():
    answers = [(), (CASE,), CASE, "DATA", (), Words("un"), Words("deux"), Words("trois"), "send", FILED]
    asked, _ = drive(recours, answers)
    assert only(asked, FileTicket).story == "un\ndeux\ntrois"
    assert only(asked, FileTicket).nature == "reclamation"
    assert not only(asked, FileTicket).late


def test_a_story_does_not_grow_for_ever():
    long = "x" * (MOST_CHARACTERS - 10)
    asked, _ = drive(recours, [(), (CASE,), CASE, "DATA", (), Words(long), Words("y" * 20), "send", FILED])
    assert [one.question[0] for one in asked if isinstance(one, Choose)][-1] == LONG_ENOUGH
    assert only(asked, FileTicket).story == long


def test_a_second_appeal_on_the_same_leads_to_the_open_one_with_its_words():
    asked, following = drive(
        recours, [CASE, (ticket(),)], case="c1", motive="AMOUNT", month="2025-11", words="encore"
    )
    assert kinds(asked) == []
    assert following == GoTo("follow_up", {"reference": "482177353", "words": "encore"})


@pytest.mark.parametrize(
    "other",
    [
        {"subject": {"month": "2025-10"}},
        {"motive": "PAYMENT"},
        {"case_id": "c2"},
        {"state": TicketState.CLOSED},
    ],
)
def test_an_appeal_on_something_else_is_a_ticket_of_its_own(other):
    answers = [CASE, (ticket(**other),), Words("mon fils"), "send", FILED]
    asked, _ = drive(recours, answers, case="c1", motive="AMOUNT", month="2025-11")
    assert only(asked, FileTicket)


def test_a_payment_is_contested_by_the_newest_that_was_made():
    planned = replace(CASE, payments=(paid("2025-11", 500, PaymentState.PLANNED), *CASE.payments))
    asked, _ = drive(recours, [planned, (), Words("rien"), "send", FILED], case="c1", motive="PAYMENT")
    assert only(asked, FileTicket).subject["month"] == "2025-10"


@pytest.mark.parametrize(("days", "late"), [(15, False), (16, True)])
def test_an_appeal_is_late_from_the_day_after_its_last(days, late):
    refused = case(
        CaseStatus.REFUSED,
        since=case().status_since.fromordinal(today().toordinal() - days),
        reason="SCORE",
    )
    asked, _ = drive(recours, [refused, (), Words("faux"), "send", FILED], case="c1", motive="ELIGIBILITY")
    assert only(asked, FileTicket).late is late


def today():
    return Talk(PACK, NOW).today


def test_a_wrong_pair_is_asked_again_and_a_right_one_ends_it():
    answers = [(), (), "2025000123", "", 1979, "wrong", "2025000123", "", 1978, "c1", False, CASE]
    asked, found = drive(identify, answers)
    assert [(try_.number, try_.birth_year) for try_ in asked if isinstance(try_, Verify)] == [
        ("2025000123", 1979),
        ("2025000123", 1978),
    ]
    assert found == CASE


def test_what_the_first_message_holds_is_not_asked_again():
    asked, found = drive(identify, [(), "", "c1", False, CASE], case_number="2025000123", birth_year=1978)
    assert kinds(asked) == ["verify"]
    assert found == CASE


def test_who_used_up_the_tries_is_led_to_an_officer():
    _asked, following = drive(status, [(), (), "2025000123", "", 1979, "locked"])
    assert following == GoTo("offer_officer")


def test_several_cases_are_told_apart_without_their_numbers():
    second = case(case_id="c2", number="2025000456", commune="Salé")
    asked, _ = drive(identify, [(CASE, second), "c2", second])
    choose = only(asked, Choose)
    labels = [option.label.values for option in choose.options]
    assert not any(one.number in str(labels) for one in (CASE, second))
    assert {option.key for option in choose.options} == {"c1", "c2"}


def test_words_for_a_waiting_ticket_start_its_clock_again():
    asked, _ = drive(follow_up, [(ticket(state=TicketState.WAITING),), "", "add", Words("voila"), True])
    assert only(asked, AddToTicket) == AddToTicket("added", "482177353", "voila", waiting=True, version=1)


def test_a_number_of_another_phone_tells_nothing():
    asked, following = drive(follow_up, [(), "contest"], reference="482177366")
    assert [request.text.msgid for request in asked if isinstance(request, Say)] == [
        "{reference} was not sent from this phone. Please check the number."
    ]
    assert following == GoTo("recours", {"new": True})


def test_only_a_confirmed_withdrawal_is_one():
    kept, _ = drive(withdraw, [(ticket(),), "no"])
    assert not [request for request in kept if isinstance(request, WithdrawTicket)]
    gone, _ = drive(withdraw, [(ticket(),), "withdraw", True])
    assert only(gone, WithdrawTicket).reference == "482177353"


REJECTED = {"state": TicketState.NOTIFIED, "outcome": Outcome.REJECTED}


def ways_on(**facts):
    """What is offered behind a decision."""
    asked, _ = drive(follow_up, [(ticket(**facts),), "officer"])
    return [option.key for option in only(asked, Choose).options]


@pytest.mark.parametrize(
    ("facts", "offered"),
    [
        (REJECTED, ["appeal", "reopen", "officer"]),
        (REJECTED | {"subject": {"second_level": True}}, ["reopen", "officer"]),
        (REJECTED | {"outcome": Outcome.UPHELD}, ["reopen", "officer"]),
        (REJECTED | {"outcome": Outcome.WITHDRAWN}, ["officer"]),
        (REJECTED | {"motive": "SENSITIVE"}, ["officer"]),
    ],
)
def test_a_refusal_is_brought_before_a_supervisor_once_and_a_sensitive_one_never_from_the_phone(
    facts, offered
):
    assert ways_on(**facts) == offered


def test_a_closed_ticket_is_reopened_within_its_days_and_not_behind_them():
    days = PACK.guide.reopen_days * DAY
    closed = ticket(**REJECTED)
    for updated_at, offered in ((NOW - days, 3), (NOW - days - 1, 1)):
        asked, _ = drive(follow_up, [(replace(closed, updated_at=updated_at),), "officer"])
        assert len(only(asked, Choose).options) == offered


def test_an_appeal_carries_the_words_and_the_version_that_was_seen():
    asked, _ = drive(follow_up, [(ticket(**REJECTED),), "appeal", Words("faux"), FILED])
    reopened = only(asked, ReopenTicket)
    assert (reopened.words, reopened.version, reopened.appeal) == ("faux", 1, True)


def test_what_is_written_under_an_officer_s_question_answers_it():
    asked, _ = drive(follow_up, [(ticket(state=TicketState.WAITING),), "Quel jour?", Words("lundi"), True])
    added = only(asked, AddToTicket)
    assert (added.words, added.waiting, added.version) == ("lundi", True, 1)


def test_a_scam_is_counted_and_files_nothing():
    asked, _ = drive(scam, [True])
    assert only(asked, Note).what == "scam"


def test_a_decided_ticket_cannot_be_withdrawn():
    _asked, following = drive(withdraw, [(ticket(state=TicketState.NOTIFIED),)])
    assert following == GoTo("follow_up", {"reference": "482177353"})


def test_an_amount_of_nothing_is_told_by_the_status():
    assert drive(amount, [case(CaseStatus.REFUSED)], case="c1")[1] == GoTo("status", {"case": "c1"})
