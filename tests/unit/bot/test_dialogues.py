"""Dialogues driven by lists of answers, without an engine."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from msgspec.structs import replace

from bot.dialogues import DIALOGUES, NO_WISH_OF_ITS_OWN, WISHES
from bot.dialogues.amount import amount
from bot.dialogues.follow_up import follow_up, withdraw
from bot.dialogues.identify import identify
from bot.dialogues.months import before, meant, named
from bot.dialogues.officer import officer
from bot.dialogues.recours import LONG_ENOUGH, MOST_CHARACTERS, recours
from bot.dialogues.sensitive import sensitive
from bot.dialogues.short import language, scam
from bot.dialogues.status import status
from bot.languages import nearest_offered
from bot.requests import (
    AddToTicket,
    Choose,
    FileTicket,
    GoTo,
    Keep,
    Note,
    Remember,
    ReopenTicket,
    Say,
    SetCall,
    Verify,
    WithdrawTicket,
    Words,
)
from bot.talk import Talk
from bot.text import Month
from nlu.understanding import Intent
from programmes.household import CaseStatus, PaymentState
from storage.records import NewTicket, Outcome, TicketState
from tests.unit.bot.driving import drive, kinds
from tests.unit.bot.world import DAY, NOW, PACK, PHONE, as_kept, case, paid

CASE = case(payments=(paid("2025-10", 400),))
FILED = {"reference": "482177353", "due": NOW + 30 * DAY}


def ticket(**facts):
    usual = {
        "reference": "482177353",
        "programme": "ma_asd",
        "nature": "recours",
        "motive": "AMOUNT",
        "phone": PHONE,
    }
    usual |= {"link": "", "language": "fr", "story": "s", "case_id": "c1", "subject": {"month": "2025-11"}}
    names = {"state", "outcome", "reason"} & facts.keys()
    new = NewTicket(
        **{**usual, **{name: value for name, value in facts.items() if name not in names}},
        created_at=NOW,
        due_at=NOW + 30 * DAY,
    )
    return replace(as_kept(new), **{name: facts[name] for name in names})


def only(requests, kind):
    [found] = [request for request in requests if isinstance(request, kind)]
    return found


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


def test_a_report_of_violence_is_filed_at_once_without_case_or_region():
    asked, _ = drive(sensitive, [(), FILED, "morning", True], said="mon mari me frappe")
    filed = only(asked, FileTicket)
    assert (filed.motive, filed.story, filed.case_id, filed.region, filed.subject) == (
        "SENSITIVE",
        "mon mari me frappe",
        None,
        None,
        {},
    )


def test_a_sensitive_ticket_reads_like_a_call_back_from_the_receipt_to_the_end():
    def told(asked):
        return [request for request in asked if isinstance(request, Say | Choose)]

    call_back, _ = drive(officer, [(), (CASE,), FILED, "afternoon", True])
    first, _ = drive(sensitive, [(), FILED, "afternoon", True])
    again, _ = drive(sensitive, [(ticket(motive="SENSITIVE"),), True, "afternoon", True])
    assert told(call_back) == told(first) == told(again)
    assert not [request for request in again if isinstance(request, FileTicket)]


def test_the_receipt_of_a_sensitive_ticket_is_that_of_any_ticket():
    appeal, _ = drive(recours, [CASE, (), Words("x y"), "send", FILED], case="c1", motive="DATA")
    first, _ = drive(sensitive, [(), FILED, "never", True])
    assert appeal[-1] in first


def test_the_hour_at_which_a_call_is_safe_is_kept_on_the_ticket():
    asked, _ = drive(sensitive, [(), FILED, "morning", True])
    assert only(asked, SetCall) == SetCall("call", "482177353", "morning", {})
    asked, _ = drive(officer, [(ticket(motive="INFORMATION"),), "never", True])
    assert only(asked, SetCall) == SetCall("call", "482177353", "never", {"month": "2025-11"})


def test_urgent_numbers_stand_in_every_call_back_where_the_programme_gives_them():
    talk = Talk(dataclasses.replace(PACK, guide=dataclasses.replace(PACK.guide, urgent=("19", "15"))), NOW)
    for dialogue, answers in ((officer, [None, (), (), (), FILED]), (sensitive, [None, (), FILED])):
        steps, asked = dialogue(talk), None
        for answer in answers:
            asked = steps.send(answer)
            while isinstance(asked, Say | Keep):
                asked = steps.send(asked.value if isinstance(asked, Keep) else None)
        assert asked.question[0].values == {"numbers": "19, 15"}


def test_a_sensitive_ticket_looks_like_any_other_when_followed():
    def told(**facts):
        asked, _ = drive(follow_up, [(ticket(**facts),), "withdraw", "no"])
        return asked

    assert told(motive="SENSITIVE", subject={}) == told(motive="DATA", subject={})


def test_an_officer_is_asked_for_once():
    asked, _ = drive(officer, [(), (CASE,), FILED, "morning", True], said="agent")
    assert only(asked, FileTicket).motive == "INFORMATION"
    again, _ = drive(officer, [(ticket(motive="INFORMATION"),), "morning", True])
    assert not [request for request in again if isinstance(request, FileTicket)]


def test_an_amount_of_nothing_is_told_by_the_status():
    assert drive(amount, [case(CaseStatus.REFUSED)], case="c1")[1] == GoTo("status", {"case": "c1"})


def test_the_month_before_is_one_digit_away():
    assert drive(amount, [CASE, "before"], case="c1")[1] == GoTo("amount", {"case": "c1", "month": "2025-10"})


def test_a_language_that_is_named_is_not_asked_for():
    asked, _ = drive(language, [True], language="ar")
    assert only(asked, Remember).language == "ar"
    assert kinds(drive(language, ["fr", True])[0]) == ["language", "remember"]
    assert only(drive(language, [True], language="ary_Latn")[0], Remember).language == "ary_Latn"


@pytest.mark.parametrize(
    ("offered", "named", "answered"),
    [
        (("fr", "ar"), "ary_Latn", "ar"),
        (("fr",), "ary_Latn", None),
        (("fr", "ar"), "en", None),
        (("fr", "ary_Latn"), "ary_Latn", "ary_Latn"),
        (("fr",), None, None),
    ],
)
def test_only_a_language_that_the_programme_offers_is_answered_in(offered, named, answered):
    assert nearest_offered(named, offered) == answered


def test_the_choice_of_a_language_holds_those_that_the_programme_offers():
    def choice(programme):
        return [option.key for option in next(language(Talk(programme, NOW))).options]

    assert choice(PACK) == ["fr", "ar", "ary_Latn"]
    assert choice(dataclasses.replace(PACK, languages=("fr", "ar"))) == ["fr", "ar"]


@pytest.mark.parametrize(
    ("said", "month"),
    [
        (None, "2025-11"),
        ("2025-03", "2025-03"),
        ("11", "2025-11"),
        ("10", "2025-10"),
        ("12", "2025-12"),
        ("01", "2025-01"),
        ("2027-01", "2025-12"),
        ("", "2025-11"),
    ],
)
def test_a_bare_month_is_the_latest_of_its_name(said, month):
    assert meant(said, today()) == month


def test_a_month_asked_for_at_the_turn_of_the_year():
    assert meant("01", date(2025, 12, 30)) == "2026-01"
    assert meant("12", date(2026, 1, 3)) == "2025-12"


def test_a_month_far_off_is_named_with_its_year():
    assert named("2025-01", today()) == Month("2025-01")
    assert named("2024-11", today()) == Month("2024-11", year=True)
    assert (before("2025-01"), before("2025-12")) == ("2024-12", "2025-11")


def test_who_wants_data_erased_files_a_request_of_its_own_beside_an_open_one():
    call = ticket(motive="INFORMATION", subject={})
    asked, _ = drive(officer, [(call,), (CASE,), FILED, "never", True], said="Supprimez mes donnees svp")
    assert only(asked, FileTicket).subject == {"about": "my_data"}
    assert only(asked, SetCall).subject == {"about": "my_data"}


def test_who_asked_for_ones_data_is_not_asked_in_anew():
    before = ticket(motive="INFORMATION", subject={"about": "my_data"})
    asked, _ = drive(officer, [(before,), "never", True], said="effacez mes donnees")
    assert not [request for request in asked if isinstance(request, FileTicket)]


def test_who_asks_for_an_officer_files_none_of_data():
    asked, _ = drive(officer, [(), (CASE,), FILED, "never", True], said="un agent")
    assert only(asked, FileTicket).subject == {}
