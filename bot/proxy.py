"""Who files for a household that is not one's own: what such a phone may know, and how its tickets say so.

It knows what tells one file from another, and nothing that is granted or paid: amounts, payments and
statuses are told to the household only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from storage.associations import Listed
from storage.records import PROXY

if TYPE_CHECKING:
    from collections.abc import Container

    from programmes.household import Case
    from storage.records import Session, Ticket

#: So many households may a phone help that is not written down as an association's.
MOST_HELPED = 3
#: An association is called by its name, anybody else so.
RELATIVE, ASSOCIATION = "relative", "association"
#: How many digits of a file's number tell it apart: enough for whoever has the paper, too few to use.
ENDING_DIGITS = 3


class Helped(Struct, frozen=True):
    """A household that a phone files for: `ending` are its number's last digits, `phones` its own.

    `association` is the name of the one that has it on its list, "" where somebody else helps. `region` and
    `phones` are told of one household, not on a list.
    """

    case_id: str
    ending: str
    commune: str = ""
    association: str = ""
    region: str | None = None
    phones: tuple[str, ...] = ()

    @classmethod
    def of(cls, case: Case, association: str = "") -> Helped:
        """What a proxy may know of a case."""
        return cls(case.case_id, ending_of(case), case.commune, association, case.region, case.sure_phones)

    @property
    def proxy(self) -> dict[str, str]:
        """What a ticket's `subject` says of who filed it."""
        if self.association:
            return {"kind": ASSOCIATION, "name": self.association}
        return {"kind": RELATIVE}


def listed(case: Case) -> Listed:
    """A case as it stands on an association's list."""
    return Listed(case.case_id, ending_of(case), case.commune)


def ending_of(case: Case) -> str:
    """The last digits of a file's number."""
    return case.number[-ENDING_DIGITS:]


def is_by_proxy(ticket: Ticket) -> bool:
    """Whether somebody filed it for a household."""
    return PROXY in ticket.subject


def is_by_association(ticket: Ticket) -> bool:
    """Whether an association filed it."""
    return is_by_proxy(ticket) and ticket.subject[PROXY]["kind"] == ASSOCIATION


def is_still_listed(ticket: Ticket, listed: Container[str]) -> bool:
    """Whether an association hears of what it filed: its household is on its list, or it named none."""
    return not is_by_association(ticket) or ticket.case_id is None or ticket.case_id in listed


def is_held_back(session: Session, case_id: str | None) -> bool:
    """Whether this phone proved the case and did not say, or not truly, that it is its own."""
    return case_id in session.helped


def hears_of(session: Session, ticket: Ticket) -> bool:
    """Whether what the household itself filed is kept from a phone that helps it by now."""
    return is_by_proxy(ticket) or not is_held_back(session, ticket.case_id)
