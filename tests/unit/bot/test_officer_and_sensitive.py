"""Asking for an officer, and what nobody else may know about: they read alike to the last word."""

from __future__ import annotations

import dataclasses

import pytest

from bot.dialogues.follow_up import follow_up
from bot.dialogues.officer import officer
from bot.dialogues.recours import recours
from bot.dialogues.sensitive import sensitive
from bot.requests import (
    Choose,
    FileTicket,
    Keep,
    Say,
    SetCall,
    Words,
)
from bot.talk import Talk
from nlu.understanding import Intent
from tests.unit.bot.driving import drive
from tests.unit.bot.given import CASE, FILED, only, ticket
from tests.unit.bot.phrases import phrase
from tests.unit.bot.world import NOW, PACK, World


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
    world = World()
    world.send(phrase(Intent.PROTECTION_NEED, "fr"))
    world.send("1")
    assert [change.subject for change in world.replies[-1].changes] == [{"call": "morning"}]
    before = ticket(motive="INFORMATION")
    asked, _ = drive(officer, [(before,), "never", True])
    assert only(asked, SetCall) == SetCall(
        "call", "482177353", "never", {"month": "2025-11"}, "", before.version
    )


@pytest.mark.parametrize("wish", [Intent.SPEAK_TO_OFFICER, Intent.PROTECTION_NEED])
def test_an_hour_named_late_undoes_nothing_that_officers_did_meanwhile(wish):
    world = World()
    world.send(phrase(wish, "fr"))
    world.officer(subject={"decided_by": ["amina"]}, version=4)
    world.send("1")
    (change,) = world.replies[-1].changes
    assert (change.subject, change.expected_version) == ({"decided_by": ["amina"], "call": "morning"}, 4)


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


def test_who_wants_data_erased_files_a_request_of_its_own_beside_an_open_one():
    call = ticket(motive="INFORMATION", subject={})
    asked, _ = drive(officer, [(call,), (CASE,), FILED, "never", True], said="Supprimez mes donnees svp")
    assert only(asked, FileTicket).subject == {"about": "my_data"}


def test_who_asked_for_ones_data_is_not_asked_in_anew():
    before = ticket(motive="INFORMATION", subject={"about": "my_data"})
    asked, _ = drive(officer, [(before,), "never", True], said="effacez mes donnees")
    assert not [request for request in asked if isinstance(request, FileTicket)]


def test_who_asks_for_an_officer_files_none_of_data():
    asked, _ = drive(officer, [(), (CASE,), FILED, "never", True], said="un agent")
    assert only(asked, FileTicket).subject == {}
