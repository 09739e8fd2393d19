"""Answers what a dialogue needs to know, from the registry and the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from bot.kept import unsent_words
from bot.proxy import hears_of, is_held_back
from bot.recycled import (
    forget_after_silence,
    has_another_holder,
    is_told,
    is_trusted,
    let_go_of_former,
    lost_cases,
)
from bot.requests import (
    REFUSALS,
    CaseOf,
    CasesOf,
    Claim,
    DesksOf,
    HelpedBy,
    HelpedByNumber,
    IsHelped,
    PlacesNamed,
    QuestionOf,
    TicketsOf,
    Verify,
)
from bot.run import Need
from programmes.household import Case
from programmes.programme import Registry, RegistryUnavailableError
from sms_gateway.helping import Helping
from sms_gateway.identify import Identifier
from sms_gateway.referral import Referral
from sms_gateway.thinkers.storing import TurnStore
from storage.records import Session, Ticket, TicketQuery

#: A proof of case number and birth year holds this long; a number may change hands.
REMEMBERED_DAYS = 180
DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Facts:
    """Where facts are looked up."""

    store: TurnStore
    registry: Registry
    identifier: Identifier
    referral: Referral
    remembered_days: int = REMEMBERED_DAYS

    def of_turn(self, session: Session, now: int) -> TurnFacts:
        """The facts for one turn of one phone."""
        return TurnFacts(self, forget_after_silence(session, now), now)


@dataclass(slots=True)
class TurnFacts:
    """Looks facts up for one turn; what was read in it, cases and the phone's tickets, is not read again."""

    facts: Facts
    session: Session
    now: int
    _seen: dict[str, Case] = field(default_factory=dict)
    _looked: bool = False
    _filed: list[Ticket] | None = None

    async def look_up(self, need: Need) -> Any:
        """The answer to one need. Raises `RegistryUnavailableError`."""
        match need:
            case CasesOf():
                return await self._cases()
            case CaseOf():
                return await self._case(need.case_id)
            case TicketsOf() | QuestionOf():
                return await self._of_store(need)
            case PlacesNamed() | DesksOf():
                return await self._of_referral(need)
            case Verify() | Claim():
                return await self._verify(need) if isinstance(need, Verify) else self._claim(need)
            case IsHelped() | HelpedBy() | HelpedByNumber():
                return await self._of_helper(need)

    async def met(self, session: Session) -> Session:
        """The session as this turn meets it: words that wait in it are never offered to a new holder."""
        if session.suspended is None and not unsent_words(session.journal):
            return session
        await self._look_at_holder()
        return let_go_of_former(session, self.session.doubted_at)

    def remembered(self, session: Session) -> Session:
        """The session that this turn leaves, with what the registry said of the phone's holder."""
        mine = self.session
        return replace(session, held=mine.held, doubted_at=mine.doubted_at, helped=mine.helped)

    async def _of_referral(self, need: PlacesNamed | DesksOf) -> Any:
        if isinstance(need, PlacesNamed):
            return await self.facts.referral.places_named(need.words, asked=need.asked)
        return await self.facts.referral.desks_of(need.kind, need.place, need.most)

    async def _verify(self, need: Verify) -> str:
        found = await self.facts.identifier.verify(self.session.phone, need.number, need.birth_year, self.now)
        if found not in REFUSALS:
            self.session = replace(self.session, verified={**self.session.verified, found: self.now})
            await self._hold_back(found)
        return found

    async def _hold_back(self, case_id: str) -> None:
        """Until the person says whose it is, a case of another phone's household is a helper's."""
        case = await self.facts.registry.case(case_id)
        if case is not None and self.session.phone not in case.phones:
            self.session = replace(self.session, helped={case_id: 0, **self.session.helped})

    def _claim(self, claim: Claim) -> bool:
        others = {case: since for case, since in self.session.helped.items() if case != claim.case_id}
        if not claim.own and not self._helping().has_room(claim.case_id):
            return False
        helped = others if claim.own else {**others, claim.case_id: self.now}
        self.session = replace(self.session, helped=helped)
        return True

    async def _of_helper(self, need: IsHelped | HelpedBy | HelpedByNumber) -> Any:
        match need:
            case IsHelped():
                return is_held_back(self.session, need.case_id)
            case HelpedBy(case_id=None):
                return await self._helping().households()
            case HelpedBy(case_id=case_id):
                return await self._helping().household(case_id or "")
            case HelpedByNumber():
                return await self._helping().by_number(need.number)

    def _helping(self) -> Helping:
        return Helping(self.facts.store, self.facts.registry, self.session, self._is_proved)

    def _is_proved(self, case_id: str) -> bool:
        proved_at = self.session.verified.get(case_id, 0)
        return is_trusted(self.session, case_id) and self._holds(proved_at)

    def _holds(self, proved_at: int) -> bool:
        return self.now - proved_at < self.facts.remembered_days * DAY

    async def _case(self, case_id: str) -> Case | None:
        """None also where an open dialogue is of the phone's last holder, or the phone only helps."""
        await self._look_at_holder()
        case = self._seen.get(case_id) or await self.facts.registry.case(case_id)
        if case is None or self.session.phone in case.sure_phones:
            return case
        proved = case_id in self.session.verified and is_trusted(self.session, case_id)
        return case if proved and not is_held_back(self.session, case_id) else None

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
            and not is_held_back(session, case_id)
            and self._holds(at)
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
        if self._filed is None:
            self._filed = await self.facts.store.tickets(TicketQuery(phone=phone, sensitive=None))
        told = [one for one in self._filed if is_told(self.session, one) and hears_of(self.session, one)]
        return tuple(
            sorted(await self._helping().heard(told), key=lambda ticket: ticket.created_at, reverse=True)
        )
