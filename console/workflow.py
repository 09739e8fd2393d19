"""Which act an officer may do on a ticket in which state, and the state that it leads to: data, not code."""

from __future__ import annotations

from enum import StrEnum

from storage.records import Outcome, TicketState


class Act(StrEnum):
    """What an officer may do with a ticket."""

    TAKE = "take"
    REPLY = "reply"
    ASK = "ask"
    DECIDE = "decide"
    CLOSE = "close"


class NotAllowedError(Exception):
    """This act does not fit the ticket's state."""


_S = TicketState
_NO = None

# PROPOSED waits for a second officer; until that step exists nothing leads there.
_TABLE: dict[TicketState, tuple[TicketState | None, ...]] = {
    # from           take         reply        ask         decide       close
    _S.RECEIVED:     (_S.ASSIGNED, _S.REVIEW,   _S.WAITING, _S.NOTIFIED, _NO),
    _S.ACKNOWLEDGED: (_S.ASSIGNED, _S.REVIEW,   _S.WAITING, _S.NOTIFIED, _NO),
    _S.SORTED:       (_S.ASSIGNED, _S.REVIEW,   _S.WAITING, _S.NOTIFIED, _NO),
    _S.ASSIGNED:     (_S.ASSIGNED, _S.REVIEW,   _S.WAITING, _S.NOTIFIED, _NO),
    _S.REVIEW:       (_S.REVIEW,   _S.REVIEW,   _S.WAITING, _S.NOTIFIED, _NO),
    _S.WAITING:      (_S.WAITING,  _S.WAITING,  _S.WAITING, _S.NOTIFIED, _NO),
    _S.PROPOSED:     (_NO,         _S.PROPOSED, _NO,        _NO,         _NO),
    _S.NOTIFIED:     (_NO,         _S.NOTIFIED, _NO,        _NO,         _S.CLOSED),
    _S.CLOSED:       (_NO,         _NO,         _NO,        _NO,         _NO),
    _S.REOPENED:     (_S.ASSIGNED, _S.REVIEW,   _S.WAITING, _S.NOTIFIED, _NO),
}  # fmt: skip

MOVES: dict[TicketState, dict[Act, TicketState]] = {
    state: {act: to for act, to in zip(Act, row, strict=True) if to is not None}
    for state, row in _TABLE.items()
}

#: What still needs an officer, in the lifecycle's order.
OPEN = tuple(state for state in TicketState if Act.DECIDE in MOVES[state] or state is _S.PROPOSED)

#: What an officer may decide; to withdraw is the person's own act.
OUTCOMES = tuple(outcome for outcome in Outcome if outcome is not Outcome.WITHDRAWN)


def next_state(state: TicketState, act: Act) -> TicketState:
    """The state after the act. Raises `NotAllowedError`."""
    try:
        return MOVES[state][act]
    except KeyError:
        raise NotAllowedError from None
