"""Answers what a dialogue needs to know, from the registry and the store."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from bot.recycled import (
    forget_after_silence,
    has_another_holder,
    is_told,
    is_trusted,
    lost_cases,
)
from bot.requests import REFUSALS, CaseOf, CasesOf, DesksOf, PlacesNamed, QuestionOf, TicketsOf, Verify
from bot.run import Need
from programmes.household import Case
from programmes.programme import Registry, RegistryUnavailableError
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
    _looked: bool = False

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
                return await self._verify(need)

    def remembered(self, session: Session) -> Session:
        """The session that this turn leaves, with what the registry said of the phone's holder."""
        return replace(session, held=self.session.held, doubted_at=self.session.doubted_at)

    async def _verify(self, need: Verify) -> str:
        found = await self.facts.identifier.verify(self.session.phone, need.number, need.birth_year, self.now)
        if found not in REFUSALS:
            self.session = replace(self.session, verified={**self.session.verified, found: self.now})
        return found

    async def _case(self, case_id: str) -> Case | None:
        """None also where an open dialogue is of the phone's last holder."""
        await self._look_at_holder()
        case = self._seen.get(case_id) or await self.facts.registry.case(case_id)
        if case is None or is_trusted(self.session, case_id) or self.session.phone in case.sure_phones:
            return case
        return None

    async def _cases(self) -> tuple[Case, ...]:
        held = await self._held()
        session = self.session
        known = tuple(
            case
            for case in held
            if is_trusted(session, case.case_id) and session.phone not in case.unconfirmed
        )
        self._seen = {case.case_id: case for case in known}
        proved = [
            await self.facts.registry.case(case_id)
            for case_id, at in session.verified.items()
            if case_id not in self._seen
            and is_trusted(session, case_id)
            and self.now - at < self.facts.remembered_days * DAY
        ]
        return (*known, *(case for case in proved if case is not None))

    async def _held(self) -> tuple[Case, ...]:
        """What the registry says this phone has; a phone that it gave to others is in doubt from now on."""
        cases = await self.facts.registry.cases_of_phone(self.session.phone)
        held = tuple(case.case_id for case in cases)
        lost = lost_cases(self.session, held)
        still_there = bool([case for case in lost if await self.facts.registry.case(case) is not None])
        if has_another_holder(self.session, held, still_there=still_there):
            self.session = replace(self.session, doubted_at=self.now)
        self.session = replace(self.session, held=held)
        self._looked = True
        return cases

    async def _look_at_holder(self) -> None:
        """Once in a turn; what one filed is told also while the registry is away."""
        if self.session.held is None or self._looked:
            return
        try:
            await self._held()
        except RegistryUnavailableError:
            return

    async def _of_store(self, need: TicketsOf | QuestionOf) -> Any:
        if isinstance(need, TicketsOf):
            return await self._tickets(self.session.phone)
        history = await self.facts.store.events(need.reference)
        return next((event.note for event in reversed(history) if event.kind == "asked"), "")

    async def _tickets(self, phone: str) -> tuple[Ticket, ...]:
        """The phone's own tickets, sensitive ones too: what is said of those gives nothing away."""
        await self._look_at_holder()
        found = await self.facts.store.tickets(TicketQuery(phone=phone, sensitive=None))
        told = (ticket for ticket in found if is_told(self.session, ticket))
        return tuple(sorted(told, key=lambda ticket: ticket.created_at, reverse=True))
