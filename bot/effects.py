"""What a turn changes beside what it says: the session row, tickets filed and changed, audit rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from bot.requests import (
    AddToTicket,
    Effect,
    FileTicket,
    Note,
    Rate,
    Remember,
    ReopenTicket,
    SetCall,
    WithdrawTicket,
)
from storage.records import (
    CALL,
    SECOND_LEVEL,
    AuditEntry,
    NewTicket,
    NewWakeup,
    Outcome,
    Rating,
    Session,
    TicketChange,
    TicketEvent,
    TicketState,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from programmes.programme import Programme


class Effects:
    """Gathers the effects of one turn; nothing is written before the turn is committed."""

    def __init__(
        self, session: Session, programme: Programme, now: int, draw_reference: Callable[[], str]
    ) -> None:
        self.session = session
        self.tickets: list[NewTicket] = []
        self.changes: list[TicketChange] = []
        self.audit: list[AuditEntry] = []
        self.wakeups: list[NewWakeup] = []
        self.ratings: list[Rating] = []
        self._programme = programme
        self._now = now
        self._draw_reference = draw_reference

    def wake_at(self, key: str, at: int, kind: str, about: dict[str, Any]) -> None:
        """Have the clock send a message to this conversation; the gateway knows by which link to answer."""
        self.wakeups.append(NewWakeup(key, at, self.session.phone, "", kind, about))

    def perform(self, effect: Effect) -> Any:
        """Do an effect and give the dialogue its answer."""
        do: Mapping[type[Effect], Callable[[Any], Any]] = {
            FileTicket: self._file,
            AddToTicket: self._add,
            WithdrawTicket: self._withdraw,
            ReopenTicket: self._reopen,
            SetCall: self._set_call,
            Note: self._count,
            Rate: self._rate,
            Remember: self._remember,
        }
        return do[type(effect)](effect)

    def _file(self, effect: FileTicket) -> dict[str, Any]:
        reference = self._draw_reference()
        due = self._programme.due_at(effect.motive, self._now)
        self.tickets.append(
            NewTicket(
                reference=reference,
                programme=self._programme.key,
                nature=effect.nature,
                motive=effect.motive,
                phone=self.session.phone,
                link="",  # the gateway knows by which link the answer goes
                language=self.session.language or self._programme.languages[0],
                story=effect.story,
                case_id=effect.case_id,
                region=effect.region,
                subject=effect.subject,
                late=effect.late,
                created_at=self._now,
                due_at=due,
            )
        )
        self._tell_household(reference, effect.told)
        self._note("ticket.filed", reference, {"motive": effect.motive, "late": effect.late})
        return {"reference": reference, "due": due}

    def _tell_household(self, reference: str, phones: tuple[str, ...]) -> None:
        """One of its phones hears that somebody filed for it, never what."""
        phone = next((phone for phone in phones if phone != self.session.phone), None)
        if phone is not None:
            self.wakeups.append(NewWakeup(f"helped:{reference}", self._now, phone, "", "helped"))

    def _add(self, effect: AddToTicket) -> bool:
        event = TicketEvent(self._now, "person", "added", effect.words)
        state, version = (TicketState.REVIEW, effect.version) if effect.waiting else (None, None)
        self.changes.append(TicketChange(effect.reference, event, state=state, expected_version=version))
        self._note("ticket.added", effect.reference, {})
        return True

    def _withdraw(self, effect: WithdrawTicket) -> bool:
        event = TicketEvent(self._now, "person", "withdrawn")
        self.changes.append(
            TicketChange(
                effect.reference,
                event,
                state=TicketState.CLOSED,
                outcome=Outcome.WITHDRAWN,
                expected_version=effect.version,
            )
        )
        self._note("ticket.withdrawn", effect.reference, {})
        return True

    def _rate(self, effect: Rate) -> bool:
        self.ratings.append(Rating(effect.reference, self._now, effect.score, effect.words))
        self._note("ticket.rated", effect.reference, {"score": effect.score})
        return True

    def _reopen(self, effect: ReopenTicket) -> dict[str, Any]:
        kind, due = (
            "appealed" if effect.appeal else "reopened",
            self._programme.due_at(effect.motive, self._now),
        )
        self.changes.append(
            TicketChange(
                effect.reference,
                TicketEvent(self._now, "person", kind, effect.words),
                state=TicketState.REOPENED,
                assignee="" if effect.appeal else None,
                expected_version=effect.version,
                subject={**effect.subject, SECOND_LEVEL: True} if effect.appeal else None,
                due_at=due,
            )
        )
        self._note(f"ticket.{kind}", effect.reference, {})
        return {"reference": effect.reference, "due": due}

    def _set_call(self, effect: SetCall) -> bool:
        event = TicketEvent(self._now, "person", "call", effect.words or effect.hour)
        subject = {**effect.subject, CALL: effect.hour} if effect.hour else None
        self.changes.append(
            TicketChange(effect.reference, event, subject=subject, expected_version=effect.version)
        )
        self._note("ticket.call", effect.reference, {})
        return True

    def _count(self, effect: Note) -> bool:
        self._note(f"{effect.what}.reported", effect.what, {})
        return True

    def _remember(self, effect: Remember) -> bool:
        if effect.language is not None:
            self.session = replace(self.session, language=effect.language)
        if effect.opted_out is not None:
            self.session = replace(self.session, opted_out=effect.opted_out)
        if effect.let_go:
            self.session = replace(self.session, suspended=None)
        return True

    def _note(self, action: str, subject: str, details: dict[str, Any]) -> None:
        self.audit.append(AuditEntry(self._now, "person", action, subject, details))
