"""How many households a generation has and how many of them benefit, counted while it is written.

To count four million sealed rows later would take minutes of a core; each is at hand when it is put in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import orjson

from programmes.household import CaseStatus

#: Where rows.py keeps these among a household's own fields.
_PROGRAMME, _STATUS, _REGION = 1, 2, 6


class Households(NamedTuple):
    """Of a programme in a region: those registered, and those accepted among them."""

    registered: int
    benefiting: int


#: By programme and region.
Counts = Mapping[tuple[str, str], Households]


class Counting:
    """Counts that begin as those of the generation before; None where that one was not counted."""

    def __init__(self, before: Counts | None) -> None:
        self._known = before is not None
        groups = (before or {}).items()
        self._registered = Counter({group: one.registered for group, one in groups})
        self._benefiting = Counter({group: one.benefiting for group, one in groups})

    def put(self, household: list[Any]) -> None:
        """One more household, as its own fields."""
        self._move(household, 1)

    def take(self, household: list[Any]) -> None:
        """One less."""
        self._move(household, -1)

    def found(self) -> Counts | None:
        """What was counted; None where it began unknown."""
        if not self._known:
            return None
        groups = sorted(group for group, number in self._registered.items() if number)
        return {group: Households(self._registered[group], self._benefiting[group]) for group in groups}

    def _move(self, household: list[Any], by: int) -> None:
        group = household[_PROGRAMME], household[_REGION]
        self._registered[group] += by
        if household[_STATUS] == CaseStatus.ACCEPTED:
            self._benefiting[group] += by


def packed(counts: Counts | None) -> str | None:
    """As they are kept beside a generation."""
    if counts is None:
        return None
    return orjson.dumps([[*group, *one] for group, one in counts.items()]).decode()


def unpacked(text: str | None) -> Counts | None:
    """As they were kept."""
    if text is None:
        return None
    rows: Iterable[tuple[str, str, int, int]] = orjson.loads(text)
    return {(programme, region): Households(*numbers) for programme, region, *numbers in rows}
