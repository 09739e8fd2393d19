"""Which tickets a queue shows, as it stands in the page's address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from console.workflow import OPEN
from storage.records import Officer, TicketQuery, TicketState

ALL = "all"
_LAST_PAGE = 10_000
_STATES = frozenset(str(state) for state in TicketState)


@dataclass(frozen=True, slots=True)
class Filter:
    """A queue's filters; `state` "" means what is open, `all` means any.

    `sensitive` is the restricted queue, which only those allowed have.
    """

    state: str = ""
    motive: str = ""
    mine: bool = False
    overdue: bool = False
    sensitive: bool = False
    reference: str = ""
    case: str = ""
    page: int = 1

    def query(self, officer: Officer, now: int, size: int) -> TicketQuery:
        """What to ask the store, within what this officer may see."""
        return TicketQuery(
            states=self._states(),
            motive=self.motive or None,
            assignee=officer.login if self.mine else None,
            reference=self.reference or None,
            case_id=self.case or None,
            overdue_at=now if self.overdue else None,
            limit=size,
            offset=(self.page - 1) * size,
            regions=officer.regions or None,
            sensitive=self.sensitive and officer.sensitive,
        )

    def address(self) -> dict[str, str]:
        """The filters as the parameters of an address, those left alone not named."""
        texts = {"state": self.state, "motive": self.motive, "reference": self.reference, "case": self.case}
        flags = {"mine": self.mine, "overdue": self.overdue, "sensitive": self.sensitive}
        named = {name: text for name, text in texts.items() if text}
        named |= {name: "1" for name, flag in flags.items() if flag}
        return named | ({"page": str(self.page)} if self.page > 1 else {})

    def at_page(self, page: int) -> Filter:
        """The same queue, at another page."""
        return replace(self, page=page)

    def _states(self) -> tuple[TicketState, ...] | None:
        if self.state in _STATES:
            return (TicketState(self.state),)
        searched = self.reference or self.case
        return None if self.state == ALL or searched else OPEN


def read_filter(address: Mapping[str, str]) -> Filter:
    """The filters in an address; what makes no sense is left out."""
    state, page = address.get("state", ""), address.get("page", "")
    return Filter(
        state=state if state == ALL or state in _STATES else "",
        motive=address.get("motive", ""),
        mine=address.get("mine") == "1",
        overdue=address.get("overdue") == "1",
        sensitive=address.get("sensitive") == "1",
        reference=address.get("reference", ""),
        case=address.get("case", ""),
        page=min(int(page), _LAST_PAGE) if page.isdecimal() and page.isascii() and int(page) else 1,
    )
