"""An officer's act on a ticket: one change, one transaction, its SMS and its audit row in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from console.desk import Desk
from console.followers import Decision, followed, followers
from console.reopening import due_again, still_open
from console.second_officer import check_second
from console.workflow import RULES, Act, NotAllowedError, next_state
from storage.errors import TicketMovedError
from storage.records import (
    DECIDED_BY,
    SECOND_LEVEL,
    SENSITIVE_MOTIVES,
    UNIT,
    AuditEntry,
    MtMessage,
    NewWakeup,
    Officer,
    Outcome,
    Priority,
    Task,
    Ticket,
    TicketChange,
    TicketEvent,
)
from storage.store import Store

#: There is nobody to write to where no phone hears of a ticket.
SPEAKS = {Act.REPLY, Act.ASK}
_DECIDE = {Act.DECIDE, Act.PROPOSE, Act.CONFIRM}
#: A second officer's confirmation tells what another one proposed.
_TELL = {Act.DECIDE, Act.CONFIRM, Act.REDIRECT}
_CHANGE_SOMETHING = {Outcome.UPHELD, Outcome.PARTLY}
_PRIORITIES = {
    Act.DECIDE: Priority.DECISION,
    Act.CONFIRM: Priority.DECISION,
    Act.REDIRECT: Priority.DECISION,
    Act.CLOSE: Priority.NOTICE,
}


@dataclass(frozen=True, slots=True)
class Deed:
    """What an officer does, having looked at the ticket's `seen_version`; `sms` "" sends nothing.

    `words` are the officer's own, without what the service says around them. `to` is who gets the ticket,
    where it is not the officer; `motive` is what sorting made of the ticket. A reply rests for `undo`
    seconds, in which it can be taken back.
    """

    act: Act
    ticket: Ticket
    officer: Officer
    at: int
    seen_version: int
    sms: str = ""
    words: str = ""
    outcome: Outcome | None = None
    reason: str | None = None
    to: Officer | None = None
    motive: str | None = None
    task: Task | None = None
    undo: int = 0

    @property
    def hides(self) -> bool:
        """Whether sorting brings the ticket into the restricted queue."""
        return self.motive in SENSITIVE_MOTIVES and self.ticket.motive not in SENSITIVE_MOTIVES

    @property
    def given(self) -> str:
        """The login of the colleague who gets the ticket, "" where the officer does."""
        return self.to.login if self.to and self.to.login != self.officer.login else ""


async def carry_out(deed: Deed, store: Store, desk: Desk) -> None:
    """Write the whole act at once. Raises `NotAllowedError` or `TicketMovedError`; then nothing was done."""
    if deed.seen_version != deed.ticket.version:
        raise TicketMovedError
    await _permit(deed, store, desk)
    change = _change(deed, desk)
    heard = bool(deed.sms and deed.ticket.phone)
    messages = [_held(deed, outgoing(deed.act, deed.ticket, deed.sms, desk))] if heard else []
    audit = _audit(deed, change, sum(mt.parts for mt in messages))
    if deed.act is Act.ASK:  # the clock sends it, once nothing else is open
        messages = []
    changes = [change]
    if messages and not await desk.is_still_theirs(deed.ticket, await store.session(deed.ticket.phone)):
        messages, changes = [], [change, _withheld(deed)]
    if deed.hides:
        changes += [_hidden(deed, one) for one in await followers(store, deed.ticket)]
    if decision := _decision(deed):
        more, others = await followed(deed.ticket, decision, store, desk)
        changes, messages = [*changes, *more], [*messages, *others]
    ordered = await desk.instruction(deed.ticket, deed.at) if deed.outcome in _CHANGE_SOMETHING else None
    await store.change_ticket(
        changes, messages, [audit], _wakeups(deed, desk), [ordered] if ordered is not None else []
    )


def _decision(deed: Deed) -> Decision | None:
    """What was decided, once the person is told."""
    outcome, reason = deed.outcome or deed.ticket.outcome, deed.reason or deed.ticket.reason
    if deed.act not in _TELL or outcome is None:
        return None
    return Decision(outcome, reason or "", deed.at, deed.officer.login)


def _hidden(deed: Deed, follower: Ticket) -> TicketChange:
    """What is answered with a grave matter is of that matter, and goes with it."""
    event = TicketEvent(deed.at, deed.officer.login, "sorted")
    return TicketChange(follower.reference, event, motive=deed.motive, region="", assignee="")


def _withheld(deed: Deed) -> TicketChange:
    """The number is somebody else's by now: nothing goes to it, and the officers read why."""
    return TicketChange(deed.ticket.reference, TicketEvent(deed.at, "service", "withheld"))


async def _permit(deed: Deed, store: Store, desk: Desk) -> None:
    """What the table of states cannot tell: four eyes, and the window for reopening."""
    if deed.act in SPEAKS and not deed.ticket.phone:
        raise NotAllowedError
    if deed.act is Act.CONFIRM:
        await check_second(store, deed.ticket, deed.officer)
    if deed.act is Act.REOPEN and not still_open(deed.ticket, desk.rules, deed.at):
        raise NotAllowedError


def _held(deed: Deed, message: MtMessage) -> MtMessage:
    """A reply waits in the outbox, where a crash does not lose it nor `Store.unsend` miss it."""
    if deed.act is not Act.REPLY or not deed.undo:
        return message
    return replace(message, not_before=deed.at + deed.undo)


def _wakeups(deed: Deed, desk: Desk) -> tuple[NewWakeup, ...]:
    if deed.act is Act.ASK:  # the question rests like a reply, its reminders are late enough as they are
        first, *reminders = desk.question(deed.ticket, deed.words, deed.at)
        return replace(first, at=first.at + deed.undo), *reminders
    return desk.closing(deed.ticket, deed.at) if deed.act is Act.CLOSE else ()


def outgoing(act: Act, ticket: Ticket, sms: str, desk: Desk) -> MtMessage:
    """The message that an act sends, its text as it stands on the wire."""
    return desk.message(ticket, sms, _PRIORITIES.get(act, Priority.REPLY))


def _change(deed: Deed, desk: Desk) -> TicketChange:
    takes_over = deed.act is Act.TAKE or (deed.ticket.assignee is None and deed.act is not Act.SORT)
    return TicketChange(
        reference=deed.ticket.reference,
        event=_event(deed),
        state=next_state(deed.ticket.state, deed.act),
        outcome=deed.outcome,
        reason=deed.reason,
        assignee=(deed.given or deed.officer.login) if takes_over else "" if deed.hides else None,
        expected_version=deed.seen_version,
        due_at=due_again(deed.ticket, desk.rules, deed.at) if deed.act is Act.REOPEN else None,
        motive=deed.motive,
        region="" if deed.hides else None,
        undecided=deed.act is Act.RETURN,
        task=deed.task,
        subject=_subject(deed),
    )


def _subject(deed: Deed) -> dict[str, Any] | None:
    """Who had a hand in the first decision, so that the second level is somebody else's."""
    subject, officer = deed.ticket.subject, deed.officer
    if deed.act not in _DECIDE or subject.get(SECOND_LEVEL):
        return None
    decided_by = sorted({*subject.get(DECIDED_BY, ()), officer.login})
    return {**subject, DECIDED_BY: decided_by, UNIT: sorted({*subject.get(UNIT, ()), *officer.regions})}


def _event(deed: Deed) -> TicketEvent:
    if deed.given:
        return TicketEvent(deed.at, deed.officer.login, "given", deed.given)
    return TicketEvent(deed.at, deed.officer.login, RULES[deed.act].event, deed.words or deed.sms)


def _audit(deed: Deed, change: TicketChange, parts: int) -> AuditEntry:
    details: dict[str, str | int] = {"state": str(change.state)}
    if deed.outcome:
        details["outcome"] = str(deed.outcome)
    if deed.given:
        details["to"] = deed.given
    if deed.motive:
        details["motive"] = deed.motive
    if parts:
        details["parts"] = parts
    return AuditEntry(
        deed.at, deed.officer.login, f"ticket.{change.event.kind}", deed.ticket.reference, details
    )
