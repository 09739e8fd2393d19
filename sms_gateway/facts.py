"""Answers what a dialogue needs to know, from the registry and the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.recycled import forget_after_silence, is_told, is_trusted
from bot.requests import CaseOf, CasesOf, DesksOf, PlacesNamed, QuestionOf, TicketsOf, Verify
from bot.run import Need
from programmes.household import Case
from programmes.programme import Registry
from sms_gateway.identify import Identifier
from sms_gateway.referral import Referral
from storage.records import Session, Ticket, TicketQuery
from storage.store import Store

#: A proof of case number and birth year holds this long; a number may change hands.
REMEMBERED_DAYS = 180
DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Facts:
    """Where facts are looked up."""

    store: Store
    registry: Registry
    identifier: Identifier
    referral: Referral
    remembered_days: int = REMEMBERED_DAYS

    def of_turn(self, session: Session, now: int) -> TurnFacts:
        """The facts for one turn of one phone."""
        return TurnFacts(self, forget_after_silence(session, now), now)


@dataclass(slots=True)
class TurnFacts:
    """Looks facts up for one turn; a case that was read in it is not read again."""

    facts: Facts
    session: Session
    now: int
    _seen: dict[str, Case] = field(default_factory=dict)

    async def look_up(self, need: Need) -> Any:
        """The answer to one need. Raises `RegistryUnavailableError`."""
        match need:
            case CasesOf():
                return await self._cases()
            case CaseOf():
                return await self._case(need.case_id)
            case TicketsOf() | QuestionOf():
                return await self._of_store(need)
            case PlacesNamed():
                return await self.facts.referral.places_named(need.words, asked=need.asked)
            case DesksOf():
                return await self.facts.referral.desks_of(need.kind, need.place, need.most)
            case Verify():
                identifier = self.facts.identifier
                return await identifier.verify(self.session.phone, need.number, need.birth_year, self.now)

    async def _case(self, case_id: str) -> Case | None:
        return self._seen.get(case_id) or await self.facts.registry.case(case_id)

    async def _cases(self) -> tuple[Case, ...]:
        session = self.session
        held = await self.facts.registry.cases_of_phone(session.phone)
        known = tuple(case for case in held if is_trusted(session, case.case_id))
        self._seen = {case.case_id: case for case in known}
        proved = [
            await self.facts.registry.case(case_id)
            for case_id, at in session.verified.items()
            if case_id not in self._seen and self.now - at < self.facts.remembered_days * DAY
        ]
        return (*known, *(case for case in proved if case is not None))

    async def _of_store(self, need: TicketsOf | QuestionOf) -> Any:
        if isinstance(need, TicketsOf):
            return await self._tickets(self.session.phone)
        history = await self.facts.store.events(need.reference)
        return next((event.note for event in reversed(history) if event.kind == "asked"), "")

    async def _tickets(self, phone: str) -> tuple[Ticket, ...]:
        """The phone's own tickets, sensitive ones too: what is said of those gives nothing away."""
        found = [
            *await self.facts.store.tickets(TicketQuery(phone=phone)),
            *await self.facts.store.tickets(TicketQuery(phone=phone, sensitive=True)),
        ]
        told = (ticket for ticket in found if is_told(self.session, ticket))
        return tuple(sorted(told, key=lambda ticket: ticket.created_at, reverse=True))
