"""What the counter asks of the other rooms: `console.counter.Counter`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.dialogues.recours import APPEALS, contested, is_late
from bot.requests import LOCKED, WRONG
from bot.talk import Talk
from console.counter import COUNTER, Filing, Household, Refusal
from console.desk import FactsUnavailableError
from programmes.household import Case
from programmes.pack import Pack
from programmes.programme import Registry, RegistryUnavailableError
from sms_gateway.identify import Identifier
from sms_gateway.msisdn import NumberError, OldNumberError, to_e164
from storage.records import PROXY, SENSITIVE_MOTIVES, NewTicket, NewWakeup

#: How many digits of a case number an officer sees: enough to compare, too few to use on a phone.
SHOWN_DIGITS = 4
#: A phone that has more cases than this does not say which one is meant.
_MOST_CASES = 3
_NATURES = {"INFORMATION": "information", "FEEDBACK": "observation"}


@dataclass(frozen=True, slots=True)
class ServiceCounter:
    """The counter of a running service; `starting` is the link by which it begins to speak to a phone."""

    programme: Pack
    registry: Registry
    identifier: Identifier | None
    starting: str = ""

    async def prove(self, typed: str, birth_year: int, login: str, at: int) -> Household | Refusal:
        """See `Counter`."""
        if self.identifier is None:
            return Refusal.AWAY
        try:
            for number in await self._numbers(typed):
                found = await self.identifier.at_counter(login, number, birth_year, at)
                if found == LOCKED:
                    return Refusal.LOCKED
                case = None if found == WRONG else await self.registry.case(found)
                if case is not None:
                    return _household(case)
        except RegistryUnavailableError:
            return Refusal.AWAY
        return Refusal.WRONG

    async def ticket(self, filing: Filing, at: int) -> NewTicket:
        """See `Counter`; a grave matter has neither case nor region, as on a phone."""
        grave = filing.motive in SENSITIVE_MOTIVES
        case = None if grave else await self._case(filing)
        talk = Talk(self.programme, at, "", {"month": filing.month} if filing.month else {})
        subject = {} if case is None else contested(talk, case, filing.motive)
        late = case is not None and is_late(talk, case, filing.motive, subject)
        return NewTicket(
            reference=filing.reference,
            programme=self.programme.key,
            nature=_nature(filing.motive, case),
            motive=filing.motive,
            phone=filing.phone,
            link=COUNTER,
            language=filing.language,
            story=filing.words,
            case_id=case.case_id if case else None,
            region=None if grave else (case.region if case else filing.region) or None,
            subject=_with_who(filing, {} if grave else subject),
            late=late,
            created_at=at,
            due_at=self.programme.due_at(filing.motive, at),
        )

    def levels(self, language: str) -> Mapping[str, str]:
        """See `Counter`."""
        return {name: self.programme.level_name(name, language) for name in self.programme.levels}

    def told(self, filing: Filing, at: int) -> tuple[NewWakeup, ...]:
        """See `Counter`; never what was filed."""
        phones = filing.household.phones if filing.household and filing.proxy else ()
        phone = next((phone for phone in phones if phone != filing.phone), None)
        if phone is None or filing.motive in SENSITIVE_MOTIVES:
            return ()
        return (NewWakeup(f"helped:{filing.reference}", at, phone, self.starting, "helped"),)

    async def _numbers(self, typed: str) -> list[str]:
        """What was typed as a case number, and the numbers of the cases that it has as a phone."""
        try:
            phone = to_e164(typed, self.programme.region_code)
        except OldNumberError as old:
            phone = old.modern
        except NumberError:
            return [typed]
        cases = await self.registry.cases_of_phone(phone)
        return [case.number for case in cases[:_MOST_CASES]] or [typed]

    async def _case(self, filing: Filing) -> Case | None:
        if filing.household is None:
            return None
        try:
            case = await self.registry.case(filing.household.case_id)
        except RegistryUnavailableError:
            case = None
        if case is None:
            raise FactsUnavailableError
        return case


def _household(case: Case) -> Household:
    number = f"…{case.number[-SHOWN_DIGITS:]}"
    return Household(case.case_id, number, case.commune, case.region or None, case.sure_phones)


def _nature(motive: str, case: Case | None) -> str:
    if case is not None and motive in APPEALS:
        return "recours"
    return _NATURES.get(motive, "reclamation")


def _with_who(filing: Filing, subject: dict[str, Any]) -> dict[str, Any]:
    """Who files for the household, and the level that was chosen; a helper learns no figure from it."""
    level = {"level": filing.level} if filing.level else {}
    if filing.proxy is None:
        return {**subject, **level}
    month = {"month": subject["month"]} if "month" in subject else {}
    return {**month, **level, PROXY: dict(filing.proxy)}
