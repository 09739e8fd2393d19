"""The table of moves."""

import pytest

from console.workflow import MOVES, OPEN, OUTCOMES, Act, NotAllowedError, next_state
from storage.records import Outcome, TicketState


def test_every_state_has_its_row():
    assert set(MOVES) == set(TicketState)


def test_every_open_ticket_can_be_answered_and_nothing_answered_is_open():
    assert {TicketState.NOTIFIED, TicketState.CLOSED}.isdisjoint(OPEN)
    assert all(Act.REPLY in MOVES[state] for state in OPEN)


def test_from_every_open_state_a_decision_and_a_closing_are_within_reach():
    for state in set(OPEN) - {TicketState.PROPOSED}:
        assert next_state(next_state(state, Act.DECIDE), Act.CLOSE) is TicketState.CLOSED


def test_what_is_closed_stays_closed():
    for act in Act:
        with pytest.raises(NotAllowedError):
            next_state(TicketState.CLOSED, act)


def test_nothing_is_closed_without_a_decision():
    assert [state for state in MOVES if Act.CLOSE in MOVES[state]] == [TicketState.NOTIFIED]


def test_a_question_waits_for_the_person_and_a_reply_keeps_waiting():
    assert next_state(TicketState.REVIEW, Act.ASK) is TicketState.WAITING
    assert next_state(TicketState.WAITING, Act.REPLY) is TicketState.WAITING


def test_to_withdraw_is_the_persons_own_act():
    assert Outcome.WITHDRAWN not in OUTCOMES
