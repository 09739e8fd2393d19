"""Tickets of one household that are about one thing become one: what would happen, and doing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from console.desk import Desk
from console.keeping import kept_alike
from console.marks import _
from console.rulebook import Rulebook
from console.workflow import MOVES, Act, next_state
from storage.records import (
    CALL,
    PROXY,
    SECOND_LEVEL,
    SENSITIVE_MOTIVES,
    AuditEntry,
    MtMessage,
    Officer,
    Priority,
    Task,
    Ticket,
    TicketChange,
    TicketEvent,
)
from storage.store import Store

_ALREADY = _("It is answered with another ticket already.")
_ENDED = _("Its answer is given, or waits for a second officer.")
_HEAD_ENDED = _("The ticket that would lead is answered, or its answer waits for a second officer.")
_SENSITIVE = _("A sensitive matter is never answered together with another one.")
_LEVEL = _("One is before a supervisor, the other is not.")
_HOUSEHOLD = _("It is of another household.")


@dataclass(frozen=True, slots=True)
class Left:
    """A ticket that cannot be merged, and why, as a message id."""

    ticket: Ticket
    why: str


@dataclass(frozen=True, slots=True)
class Merge:
    """`others` are to be answered under `head`; `left` cannot."""

    head: Ticket
    others: tuple[Ticket, ...]
    left: tuple[Left, ...] = ()


def planned(tickets: Sequence[Ticket], into: str = "") -> Merge:
    """What becomes of tickets: under the one named, else under the open one that was filed first."""
    leading = [one for one in tickets if one.reference == into]
    leading = leading or [one for one in tickets if _may_lead(one)] or list(tickets)
    head = min(leading, key=lambda one: (one.created_at, one.reference))
    others = sorted((one for one in tickets if one != head), key=lambda one: one.created_at)
    left = tuple(Left(one, why) for one in others if (why := why_not(one, head)))
    return Merge(head, tuple(one for one in others if not why_not(one, head)), left)


def why_not(one: Ticket, head: Ticket) -> str:
    """Why a ticket is not to be answered under another, as a message id; "" where it may be."""
    reasons = {
        _ALREADY: one.head is not None,
        _ENDED: Act.MERGE not in MOVES[one.state],
        _HEAD_ENDED: not _may_lead(head),
        _SENSITIVE: (one.motive in SENSITIVE_MOTIVES) is not (head.motive in SENSITIVE_MOTIVES),
        _LEVEL: bool(one.subject.get(SECOND_LEVEL)) is not bool(head.subject.get(SECOND_LEVEL)),
        _HOUSEHOLD: not _of_one_household(one, head),
    }
    return next((why for why, so in reasons.items() if so), "")


def _may_lead(ticket: Ticket) -> bool:
    return ticket.head is None and Act.MERGE in MOVES[ticket.state]


def _of_one_household(one: Ticket, other: Ticket) -> bool:
    """By the case; by the phone only where no case tells otherwise, nor a helper who has several."""
    if one.programme != other.programme:
        return False
    if one.case_id and other.case_id:
        return one.case_id == other.case_id
    helped = PROXY in one.subject or PROXY in other.subject
    return bool(one.phone) and one.phone == other.phone and not helped


def due_of(merge: Merge, rules: Rulebook) -> int:
    """When the answer to all is due: what was filed first counts."""
    first = min(one.created_at for one in (merge.head, *merge.others))
    if first >= merge.head.created_at:
        return merge.head.due_at
    return min(merge.head.due_at, rules.due_at(merge.head.motive, first))


async def message_of(merge: Merge, store: Store, desk: Desk) -> MtMessage | None:
    """The one SMS that tells the person, in the language of the phone.

    None where the phone filed one of them only: it hears the answer under the number that it knows. None
    too where it changed hands.
    """
    head = merge.head
    if not head.phone or head.phone not in {one.phone for one in merge.others}:
        return None
    session = await store.session(head.phone)
    if not await desk.is_still_theirs(head, session):
        return None
    spoken = replace(head, language=session.language or head.language)
    return desk.message(spoken, desk.joined(spoken), Priority.NOTICE)


async def merge_them(merge: Merge, officer: Officer, at: int, store: Store, desk: Desk) -> None:
    """All of it at once. Raises `TicketMovedError` where one is not as it was seen; then nothing was done."""
    head, *others = await kept_alike(store, (merge.head, *merge.others), officer, at)
    merge = Merge(head, tuple(others))
    message = await message_of(merge, store, desk)
    calls = [await _call(store, one) for one in merge.others]
    changes = [_merged(merge, one, call, officer, at) for one, call in zip(merge.others, calls, strict=True)]
    changes.append(await _joined(merge, calls, officer, at, store, desk))
    audit = [
        AuditEntry(at, officer.login, "ticket.merged", one.reference, {"head": merge.head.reference})
        for one in merge.others
    ]
    audit.append(
        AuditEntry(at, officer.login, "ticket.joined", merge.head.reference, {"tickets": len(merge.others)})
    )
    await store.change_ticket(changes, [message] if message else [], audit)


def _merged(merge: Merge, one: Ticket, call: Task | None, officer: Officer, at: int) -> TicketChange:
    return TicketChange(
        one.reference,
        TicketEvent(at, officer.login, "merged"),
        state=next_state(one.state, Act.MERGE),
        expected_version=one.version,
        head=merge.head.reference,
        task=replace(call, done_at=at) if call else None,
    )


async def _joined(
    merge: Merge, calls: Sequence[Task | None], officer: Officer, at: int, store: Store, desk: Desk
) -> TicketChange:
    """Who asked for a call is still called, about the ticket that leads."""
    head = merge.head
    hour = next((one.subject[CALL] for one in merge.others if CALL in one.subject), None)
    call = next((call for call in calls if call), None)
    return TicketChange(
        head.reference,
        TicketEvent(at, officer.login, "joined"),
        expected_version=head.version,
        due_at=due_of(merge, desk.rules),
        assignee=officer.login if head.assignee is None else None,
        subject={**head.subject, CALL: hour} if hour and CALL not in head.subject else None,
        task=call if call and await _call(store, head) is None else None,
    )


async def _call(store: Store, ticket: Ticket) -> Task | None:
    """The call that is still to be made."""
    task = await store.task(ticket.reference, "call")
    return task if task is not None and task.done_at is None else None
