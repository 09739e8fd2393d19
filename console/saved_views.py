"""The queues that are one click away, each with how many tickets it holds."""

from __future__ import annotations

from dataclasses import dataclass

from console.filters import ALL, Filter
from console.marks import _
from storage.records import Officer, TicketState
from storage.store import Store

#: Nobody works through more; counting on would read the whole store for a figure that changes nothing.
MOST = 1000

_WHOLE = _("To do")
_REGION = _("My region")
_REGIONS = _("My regions")
_VIEWS = (
    (_("Mine"), Filter(mine=True)),
    (_("Of nobody yet"), Filter(nobody=True)),
    (_("Due soon"), Filter(soon=True)),
    (_("Overdue"), Filter(overdue=True)),
    (_("Waiting for the person"), Filter(state=TicketState.WAITING)),
    (_("To close"), Filter(state=TicketState.NOTIFIED)),
    (_("All"), Filter(state=ALL)),
)
_SENSITIVE = (_("Sensitive"), Filter(sensitive=True))


@dataclass(frozen=True, slots=True)
class SavedView:
    """A queue in one click: its name as a message id, its filters, how many tickets it has up to `MOST`."""

    name: str
    filter: Filter
    count: int


async def saved_views(store: Store, officer: Officer, now: int) -> list[SavedView]:
    """The views that this officer has, counted."""
    first = (_REGIONS if len(officer.regions) > 1 else _REGION) if officer.regions else _WHOLE
    views = ((first, Filter()), *_VIEWS, *([_SENSITIVE] if officer.sensitive else []))
    counts = await store.count_each([filter_.query(officer, now, 1) for _name, filter_ in views], MOST)
    return [SavedView(name, filter_, count) for (name, filter_), count in zip(views, counts, strict=True)]
