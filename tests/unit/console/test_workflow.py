"""The table of moves."""

import pytest

from console.workflow import (
    MOVES,
    OPEN,
    OUTCOMES,
    Act,
    NotAllowedError,
    WorkflowError,
    act_of,
    check_workflow,
    next_state,
)
from console.workflow_page import PAGE, page
from storage.records import Outcome, TicketState


def test_every_state_has_its_row():
    assert set(MOVES) == set(TicketState)


def test_every_open_ticket_can_be_answered_and_nothing_answered_is_open():
    assert {TicketState.NOTIFIED, TicketState.CLOSED}.isdisjoint(OPEN)
    assert all(Act.REPLY in MOVES[state] for state in OPEN)


def test_from_every_open_state_a_decision_and_a_closing_are_within_reach():
    for state in set(OPEN) - {TicketState.PROPOSED}:
        assert next_state(next_state(state, Act.DECIDE), Act.CLOSE) is TicketState.CLOSED


def test_the_table_holds_together():
    check_workflow()


def test_a_table_from_which_nothing_leads_out_does_not_start(monkeypatch):
    monkeypatch.setitem(MOVES, TicketState.PROPOSED, {})
    with pytest.raises(WorkflowError, match="proposed"):
        check_workflow()


def test_a_proposal_that_nobody_could_return_does_not_start(monkeypatch):
    monkeypatch.setitem(MOVES, TicketState.PROPOSED, {Act.CONFIRM: TicketState.NOTIFIED})
    with pytest.raises(WorkflowError, match="returned"):
        check_workflow()


def test_the_drawing_in_the_docs_is_of_this_table():
    assert PAGE.read_text("utf-8") == page()


def test_a_lost_appeal_is_proposed_and_nothing_else_is():
    assert act_of(Act.DECIDE, "recours", Outcome.REJECTED) is Act.PROPOSE
    assert act_of(Act.DECIDE, "recours", Outcome.INADMISSIBLE) is Act.PROPOSE
    assert act_of(Act.DECIDE, "recours", Outcome.UPHELD) is Act.DECIDE
    assert act_of(Act.DECIDE, "reclamation", Outcome.REJECTED) is Act.DECIDE
    assert act_of(Act.REPLY, "recours", None) is Act.REPLY


def test_only_what_the_person_says_ends_the_wait():
    leaving = {act for act, to in MOVES[TicketState.WAITING].items() if to is TicketState.REVIEW}
    assert leaving == {Act.HEAR}


def test_what_is_closed_is_only_reopened():
    for act in set(Act) - {Act.REOPEN}:
        with pytest.raises(NotAllowedError):
            next_state(TicketState.CLOSED, act)


def test_nothing_is_closed_without_a_decision():
    assert [state for state in MOVES if Act.CLOSE in MOVES[state]] == [TicketState.NOTIFIED]


def test_a_question_waits_for_the_person_and_a_reply_keeps_waiting():
    assert next_state(TicketState.REVIEW, Act.ASK) is TicketState.WAITING
    assert next_state(TicketState.WAITING, Act.REPLY) is TicketState.WAITING


def test_to_withdraw_is_the_persons_own_act():
    assert Outcome.WITHDRAWN not in OUTCOMES
