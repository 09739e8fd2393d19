"""The lifecycle of a ticket as data: which act leads where, who may do it, and which acts need a reason.

`check_workflow` judges the table when the console starts; docs/workflow.md is drawn from it
(`python -m console.workflow_page`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storage.records import Outcome, TicketState


class Act(StrEnum):
    """What may be done with a ticket."""

    SORT = "sort"
    TAKE = "take"
    REPLY = "reply"
    ASK = "ask"
    HEAR = "hear"
    DECIDE = "decide"
    PROPOSE = "propose"
    CONFIRM = "confirm"
    RETURN = "return"
    REDIRECT = "redirect"
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"


class Who(StrEnum):
    """Whose an act is, beside what `access_ticket` asks of everybody."""

    OFFICER = "officer"
    SECOND = "second officer"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Rule:
    """Whose an act is, the line of history that it leaves, and whether it needs a reason."""

    who: Who
    event: str
    reason: bool = False


class NotAllowedError(Exception):
    """This act does not fit the ticket's state, or is not this officer's."""


class WorkflowError(Exception):
    """The table contradicts itself."""


RULES = {
    Act.SORT: Rule(Who.OFFICER, "sorted"),
    Act.TAKE: Rule(Who.OFFICER, "assigned"),
    Act.REPLY: Rule(Who.OFFICER, "replied"),
    Act.ASK: Rule(Who.OFFICER, "asked"),
    Act.HEAR: Rule(Who.OFFICER, "told", reason=True),
    Act.DECIDE: Rule(Who.OFFICER, "decided", reason=True),
    Act.PROPOSE: Rule(Who.OFFICER, "proposed", reason=True),
    Act.CONFIRM: Rule(Who.SECOND, "decided"),
    Act.RETURN: Rule(Who.OFFICER, "returned", reason=True),
    Act.REDIRECT: Rule(Who.OFFICER, "redirected", reason=True),
    Act.CLOSE: Rule(Who.OFFICER, "closed"),
    Act.REOPEN: Rule(Who.OFFICER, "reopened", reason=True),
    Act.MERGE: Rule(Who.OFFICER, "merged"),
}

_S = TicketState
_NO = None
_NEW = (_S.SORTED, _S.ASSIGNED, _S.REVIEW, _S.WAITING, _S.REVIEW, _S.NOTIFIED, _S.PROPOSED)
_END = (_NO, _NO, _S.NOTIFIED, _NO, _NO, _S.CLOSED)

_TABLE: dict[TicketState, tuple[TicketState | None, ...]] = {
    # from:       sort         take         reply        ask         hear       decide       propose
    #             confirm      return       redirect     close       reopen     merge
    _S.RECEIVED:     (*_NEW, *_END),
    _S.ACKNOWLEDGED: (*_NEW, *_END),
    _S.SORTED:   (_S.SORTED,   _S.ASSIGNED, _S.REVIEW,   _S.WAITING, _S.REVIEW, _S.NOTIFIED, _S.PROPOSED,
                  *_END),
    _S.ASSIGNED: (_S.ASSIGNED, _S.ASSIGNED, _S.REVIEW,   _S.WAITING, _S.REVIEW, _S.NOTIFIED, _S.PROPOSED,
                  *_END),
    _S.REVIEW:   (_S.REVIEW,   _S.REVIEW,   _S.REVIEW,   _S.WAITING, _S.REVIEW, _S.NOTIFIED, _S.PROPOSED,
                  *_END),
    # Only what the person says leaves the wait, written or told on the phone: an officer's reply does not.
    _S.WAITING:  (_S.WAITING,  _S.WAITING,  _S.WAITING,  _S.WAITING, _S.REVIEW, _S.NOTIFIED, _S.PROPOSED,
                  *_END),
    _S.PROPOSED: (_NO,         _NO,         _S.PROPOSED, _NO,        _NO,       _NO,         _NO,
                  _S.NOTIFIED, _S.REVIEW,   _NO,         _NO,        _NO,       _NO),
    _S.NOTIFIED: (_NO,         _NO,         _S.NOTIFIED, _NO,        _NO,       _NO,         _NO,
                  _NO,         _NO,         _NO,         _S.CLOSED,  _S.REOPENED, _NO),
    _S.CLOSED:   (_NO,         _NO,         _NO,         _NO,        _NO,       _NO,         _NO,
                  _NO,         _NO,         _NO,         _NO,        _S.REOPENED, _NO),
    _S.REOPENED: (*_NEW, *_END),
}  # fmt: skip

MOVES: dict[TicketState, dict[Act, TicketState]] = {
    state: {act: to for act, to in zip(Act, row, strict=True) if to is not None}
    for state, row in _TABLE.items()
}

#: What still needs an officer, in the lifecycle's order.
OPEN = tuple(state for state in TicketState if {Act.DECIDE, Act.CONFIRM} & set(MOVES[state]))

#: What an officer may decide; to withdraw is the person's own act, to redirect has a desk and a deadline.
OUTCOMES = tuple(outcome for outcome in Outcome if outcome not in {Outcome.WITHDRAWN, Outcome.REDIRECTED})
#: An appeal that is lost needs four eyes.
SECOND_OFFICER = {("recours", Outcome.REJECTED), ("recours", Outcome.INADMISSIBLE)}


def next_state(state: TicketState, act: Act) -> TicketState:
    """The state after the act. Raises `NotAllowedError`."""
    try:
        return MOVES[state][act]
    except KeyError:
        raise NotAllowedError from None


def act_of(act: Act, nature: str, outcome: Outcome | None) -> Act:
    """What an officer's wish comes to: a decision that needs a second officer is proposed."""
    return Act.PROPOSE if act is Act.DECIDE and (nature, outcome) in SECOND_OFFICER else act


def check_workflow() -> None:
    """Judge the table: every state is reached and leads to an end. Raises `WorkflowError`."""
    if set(RULES) != set(Act) or set(MOVES) != set(TicketState):
        raise WorkflowError("an act has no rule, or a state no row")
    for state in TicketState:
        if _S.CLOSED not in _reached(state):
            raise WorkflowError(f"nothing leads from {state} to the end")
    if missing := set(TicketState) - _reached(_S.RECEIVED) - {_S.ACKNOWLEDGED}:
        raise WorkflowError(f"nothing leads to {', '.join(sorted(missing))}")
    for state, acts in MOVES.items():
        if Act.PROPOSE in acts and not {Act.CONFIRM, Act.RETURN} <= set(MOVES[acts[Act.PROPOSE]]):
            raise WorkflowError(f"what is proposed from {state} can be neither confirmed nor returned")


def _reached(state: TicketState) -> set[TicketState]:
    seen, ahead = set[TicketState](), [state]
    while ahead:
        here = ahead.pop()
        if here not in seen:
            seen.add(here)
            ahead += MOVES[here].values()
    return seen
