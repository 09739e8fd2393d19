"""Which tickets a queue shows, as it stands in the page's address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from console.workflow import OPEN
from storage.records import Officer, TicketQuery, TicketState

ALL = "all"
#: Stands for what no ticket has.
NOTHING = "none"
#: An answer due within these seconds is due soon.
SOON = 3 * 24 * 3600
_LAST_PAGE = 10_000
#: Between the keys of the words that are looked for.
BETWEEN = "-"
MOST_WORDS = 8
_STATES = frozenset(str(state) for state in TicketState)
_TEXTS = ("motive", "region", "language", "reference", "case", "phone_of", "words")
_FLAGS = ("mine", "nobody", "overdue", "soon", "late", "sensitive")


@dataclass(frozen=True, slots=True)
class Filter:
    """A queue's filters; `state` "" means what is open, `all` means any.

    `sensitive` is the restricted queue, which only those allowed have. `phone_of` is a ticket whose phone is
    meant: the number itself stands in no address, nor do words: `words` are their keys in the blind index.
    """

    state: str = ""
    motive: str = ""
    region: str = ""
    language: str = ""
    mine: bool = False
    nobody: bool = False
    overdue: bool = False
    soon: bool = False
    late: bool = False
    sensitive: bool = False
    reference: str = ""
    case: str = ""
    phone_of: str = ""
    words: str = ""
    page: int = 1

    def query(self, officer: Officer, now: int, size: int) -> TicketQuery:
        """What to ask the store, within what this officer may see; `phone_of` is left to who may look."""
        due_from, due_before = self._due(now)
        return TicketQuery(
            states=self._states(),
            motive=self.motive or None,
            assignee=officer.login if self.mine else "" if self.nobody else None,
            reference=self.reference or None,
            case_id=self.case or None,
            words=tuple(self.words.split(BETWEEN)[:MOST_WORDS]) if self.words else (),
            language=self.language or None,
            late=self.late or None,
            due_from=due_from,
            due_before=due_before,
            limit=size,
            offset=(self.page - 1) * size,
            regions=self._regions(officer),
            programmes=officer.programmes or None,
            kept_from=officer.kept_from,
            sensitive=officer.sensitive and (None if self.searched else self.sensitive),
        )

    def address(self) -> dict[str, str]:
        """The filters as the parameters of an address, those left alone not named."""
        named = {name: getattr(self, name) for name in ("state", *_TEXTS) if getattr(self, name)}
        named |= {name: "1" for name in _FLAGS if getattr(self, name)}
        return named | ({"page": str(self.page)} if self.page > 1 else {})

    def at_page(self, page: int) -> Filter:
        """The same queue, at another page."""
        return replace(self, page=page)

    @property
    def searched(self) -> bool:
        """Whether this is what a search found: in any state, sensitive too for those allowed."""
        return bool(self.reference or self.case or self.phone_of or self.words)

    def _states(self) -> tuple[TicketState, ...] | None:
        if self.state in _STATES:
            return (TicketState(self.state),)
        return None if self.state == ALL or self.searched else OPEN

    def _regions(self, officer: Officer) -> tuple[str, ...] | None:
        if not self.region:
            return officer.regions or None
        return (self.region,) if self.region in officer.regions or not officer.regions else ()

    def _due(self, now: int) -> tuple[int | None, int | None]:
        if self.overdue:
            return None, now
        return (now, now + SOON) if self.soon else (None, None)


def read_filter(address: Mapping[str, str]) -> Filter:
    """The filters in an address; what makes no sense is left out."""
    state, page = address.get("state", ""), address.get("page", "")
    return Filter(
        state=state if state == ALL or state in _STATES else "",
        page=min(int(page), _LAST_PAGE) if page.isdecimal() and page.isascii() and int(page) else 1,
        motive=address.get("motive", ""),
        region=address.get("region", ""),
        language=address.get("language", ""),
        mine=address.get("mine") == "1",
        nobody=address.get("nobody") == "1",
        overdue=address.get("overdue") == "1",
        soon=address.get("soon") == "1",
        late=address.get("late") == "1",
        sensitive=address.get("sensitive") == "1",
        reference=address.get("reference", ""),
        case=address.get("case", ""),
        phone_of=address.get("phone_of", ""),
        words=address.get("words", ""),
    )
