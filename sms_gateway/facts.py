"""Answers what a dialogue needs to know, from the registry and the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.requests import CaseOf, CasesOf, DesksOf, PlacesNamed, TicketsOf, Verify
from bot.run import Need
from programmes.household import Case
from programmes.programme import Registry
from sms_gateway.identify import Identifier
from sms_gateway.referral import Referral
from storage.records import Session, Ticket, TicketQuery
from storage.store import Store

#: A proof of case number and birth year holds this long; a number may change hands.
VERIFIED_SECONDS = 180 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Facts:
    """Looks facts up for one phone at a time."""

    store: Store
    registry: Registry
    identifier: Identifier
    referral: Referral

    async def look_up(self, need: Need, session: Session, now: int) -> Any:
        """The answer to one need. Raises `RegistryUnavailableError`."""
        match need:
            case CasesOf():
                return await self._cases(session, now)
            case CaseOf():
                return await self.registry.case(need.case_id)
            case TicketsOf():
                return await self._tickets(session.phone)
            case PlacesNamed():
                return await self.referral.places_named(need.words, asked=need.asked)
            case DesksOf():
                return await self.referral.desks_of(need.kind, need.place, need.most)
            case Verify():
                return await self.identifier.verify(session.phone, need.number, need.birth_year, now)

    async def _cases(self, session: Session, now: int) -> tuple[Case, ...]:
        known = await self.registry.cases_of_phone(session.phone)
        ids = {case.case_id for case in known}
        proved = [
            await self.registry.case(case_id)
            for case_id, at in session.verified.items()
            if case_id not in ids and now - at < VERIFIED_SECONDS
        ]
        return (*known, *(case for case in proved if case is not None))

    async def _tickets(self, phone: str) -> tuple[Ticket, ...]:
        """The phone's own tickets, sensitive ones too: what is said of those gives nothing away."""
        found = [
            *await self.store.tickets(TicketQuery(phone=phone)),
            *await self.store.tickets(TicketQuery(phone=phone, sensitive=True)),
        ]
        return tuple(sorted(found, key=lambda ticket: ticket.created_at, reverse=True))
