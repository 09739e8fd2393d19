"""One answer to several tickets: each by its own rules, each person in their language, each told plainly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from console.access import NoTicketError, access_ticket, sees
from console.acts import Deed, carry_out, outgoing
from console.desk import Desk, Measure
from console.drafts import Draft, Step, problem_of, sms_of
from console.followers import elsewhere, followers, told_of
from console.marks import _
from console.second_officer import proposed_by
from console.workflow import MOVES, Act, NotAllowedError, act_of
from storage.errors import TicketMovedError
from storage.records import Officer, Outcome, Ticket
from storage.store import Store

#: What may be done to all at once.
ACTS = (Act.REPLY, Act.DECIDE, Act.CONFIRM)

_NOT_YOURS = _("It is not for you to work on.")
_MOVED = _("It changed meanwhile: look at it again.")
_NOT_NOW = _("Its state does not let this be done.")
_OWN = _("You proposed it: another officer confirms.")
_WITHHELD = _("The number changed hands: the SMS does not go. Reach the household another way.")
_NO_PHONE = _("No phone hears of it: tell the person on paper.")


class Fate(StrEnum):
    """What became, or would become, of one ticket."""

    READY = "ready"
    DONE = "done"
    PROPOSED = "proposed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to all: the words by language, and what is decided with them."""

    act: Act
    words: Mapping[str, str]
    outcome: Outcome | None = None

    def draft(self, ticket: Ticket, version: int) -> Draft:
        """What this answer is to one ticket."""
        return Draft(self.act, self.words.get(ticket.language, ""), self.outcome, version, Step.SEND)


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket with its SMS and what they take; `why` as a message id tells what stands against it.

    `also` are the SMS to other phones whose tickets are answered under this one.
    """

    ticket: Ticket
    fate: Fate
    sms: str = ""
    measure: Measure | None = None
    why: str = ""
    also: tuple[tuple[str, Measure], ...] = ()

    @property
    def measures(self) -> list[Measure]:
        """What each SMS of this line takes."""
        return [*([self.measure] if self.measure else []), *(measure for _sms, measure in self.also)]


class Answering:
    """One officer answers the tickets of a cause; each is a transaction of its own, by its own rules."""

    def __init__(
        self, answer: Answer, officer: Officer, now: int, store: Store, desk: Desk, *, undo: int = 0
    ) -> None:
        self._answer, self._officer, self._now, self._undo = answer, officer, now, undo
        self._store, self._desk = store, desk

    async def look(self, ticket: Ticket, seen_version: int | None = None) -> Line:
        """What would become of a ticket, which was shown to the officer in that version."""
        answer, desk = self._answer, self._desk
        draft = answer.draft(ticket, ticket.version)
        why = await self._why_not(ticket, draft)
        if not why and seen_version not in {None, ticket.version}:
            why = _MOVED
        if why:
            return Line(ticket, Fate.LEFT, why=why)
        proposes = act_of(answer.act, ticket.nature, answer.outcome) is Act.PROPOSE
        sms = outgoing(answer.act, ticket, sms_of(draft, ticket, desk), desk).text
        why = await self._unheard(ticket)
        fate = Fate.PROPOSED if proposes else Fate.READY
        return Line(ticket, fate, sms, None if why else desk.measure(sms), why, await self._also(ticket))

    async def do(self, reference: str, seen_version: int) -> Line | None:
        """Answer one ticket; None where there is none that this officer may even see."""
        try:
            ticket = await access_ticket(self._store, self._officer, reference, self._now, work=True)
        except NoTicketError:
            known = await self._store.ticket(reference)
            seen = known is not None and sees(self._officer, known)
            return Line(known, Fate.LEFT, why=_NOT_YOURS) if known is not None and seen else None
        line = await self.look(ticket, seen_version)
        if line.fate is Fate.LEFT:
            return line
        try:
            await carry_out(self._deed(ticket, line), self._store, self._desk)
        except (TicketMovedError, NotAllowedError) as error:
            return Line(ticket, Fate.LEFT, why=_MOVED if isinstance(error, TicketMovedError) else _NOT_NOW)
        return replace(line, fate=Fate.DONE) if line.fate is Fate.READY else line

    async def _why_not(self, ticket: Ticket, draft: Draft) -> str:
        if self._answer.act not in MOVES[ticket.state]:
            return _NOT_NOW
        if self._answer.act is Act.CONFIRM:
            return _OWN if await proposed_by(self._store, ticket) == self._officer.login else ""
        return problem_of(draft, ticket, self._desk) or ""

    async def _also(self, ticket: Ticket) -> tuple[tuple[str, Measure], ...]:
        answer, desk = self._answer, self._desk
        outcome = answer.outcome or ticket.outcome
        if answer.act is Act.REPLY or outcome is None:
            return ()
        reason = answer.words.get(ticket.language, "") or ticket.reason or ""
        others = elsewhere(ticket, await followers(self._store, ticket))
        texts = [told_of(one, outcome, reason, desk).text for one in others]
        return tuple((text, desk.measure(text)) for text in texts)

    async def _unheard(self, ticket: Ticket) -> str:
        if not ticket.phone:
            return _NO_PHONE
        theirs = await self._desk.is_still_theirs(ticket, await self._store.session(ticket.phone))
        return "" if theirs else _WITHHELD

    def _deed(self, ticket: Ticket, line: Line) -> Deed:
        act = act_of(self._answer.act, ticket.nature, self._answer.outcome)
        words = self._answer.words.get(ticket.language, "")
        return Deed(
            act=act,
            ticket=ticket,
            officer=self._officer,
            at=self._now,
            seen_version=ticket.version,
            sms="" if act is Act.PROPOSE else line.sms,
            words=words,
            outcome=self._answer.outcome,
            reason=words if self._answer.act is Act.DECIDE else None,
            undo=self._undo,
        )


def total(lines: Sequence[Line]) -> Measure | None:
    """What the messages take together; None where none goes at once."""
    sizes = [size for line in lines if line.fate in {Fate.READY, Fate.DONE} for size in line.measures]
    if not sizes:
        return None
    known = [size.price for size in sizes if size.price is not None]
    price = sum(known, Decimal(0)) if len(known) == len(sizes) else None
    return Measure("", len(sizes), sum(size.parts for size in sizes), price, sizes[0].currency)
