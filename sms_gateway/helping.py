"""Which households a phone files for: those on its association's list, and those it proved as a helper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.proxy import MOST_HELPED, Helped, is_by_association, is_still_listed
from programmes.programme import Registry
from sms_gateway.thinkers.storing import TurnStore
from storage.associations import Association
from storage.records import Session, Ticket


@dataclass(frozen=True, slots=True)
class Helping:
    """Asked for one phone in one turn; `is_proved` says whether the proof of a case still holds."""

    store: TurnStore
    registry: Registry
    session: Session
    is_proved: Callable[[str], bool]

    async def households(self) -> tuple[Helped, ...]:
        """All of them, without region and phones; an association's list is not looked up in the registry."""
        association = await self._association()
        listed = _on_list(association)
        own = [await self._one(case_id, "") for case_id in self._declared() if case_id not in listed]
        return (*listed.values(), *(helped for helped in own if helped is not None))

    async def household(self, case_id: str) -> tuple[Helped, ...]:
        """One of them with its region and phones; none where the phone does not file for it any more."""
        association = await self._association()
        name = association.name if association and case_id in _on_list(association) else ""
        if not name and case_id not in self._declared():
            return ()
        helped = await self._one(case_id, name)
        return () if helped is None else (helped,)

    async def by_number(self, number: str) -> str:
        """The case of this number among them, else ""."""
        known = {*_on_list(await self._association()), *self._declared()}
        case = await self.registry.case_by_number(number) if known else None
        return case.case_id if case is not None and case.case_id in known else ""

    async def heard(self, tickets: list[Ticket]) -> list[Ticket]:
        """What an association filed for a household is told only as long as that is on its list."""
        if not any(map(is_by_association, tickets)):
            return tickets
        listed = _on_list(await self._association())
        return [one for one in tickets if is_still_listed(one, listed)]

    def has_room(self, case_id: str) -> bool:
        """Whether a phone that is no association's may help one more."""
        return len({*self._declared(), case_id}) <= MOST_HELPED

    def _declared(self) -> list[str]:
        return [case for case, since in self.session.helped.items() if since and self.is_proved(case)]

    async def _association(self) -> Association | None:
        return await self.store.association_of(self.session.phone)

    async def _one(self, case_id: str, association: str) -> Helped | None:
        case = await self.registry.case(case_id)
        return None if case is None else Helped.of(case, association)


def _on_list(association: Association | None) -> dict[str, Helped]:
    if association is None:
        return {}
    return {
        one.case_id: Helped(one.case_id, one.ending, one.commune, association.name)
        for one in association.households
    }
