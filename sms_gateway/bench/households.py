"""A registry of millions of invented households in a minute or two: whole rows, not by way of CSV files.

What an import makes of `programmes.synthetic` is made here directly: the same families under the same numbers
and phones, packed and sealed as an import does, into a generation that is put in place as an import's is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import orjson
from msgspec.structs import replace

from programmes.demo import demo_cases
from programmes.household import Case
from programmes.registry import rows
from programmes.registry.counts import Counting
from programmes.registry.generation import Generations
from programmes.registry.vault import Vault
from programmes.synthetic import birth_year_of, number_of, phone_of

Progress = Callable[[int, int], None]
TELL_EVERY = 10_000
#: Birth days move within their month, never to its first: no age moves.
DAYS = 27
#: Where rows.py keeps these among a household's own fields.
_NUMBER, _BIRTH_YEAR, _PHONES = 0, 4, -1


class Parts(NamedTuple):
    """A family's own fields, and its members and payments each as the inside of a JSON list."""

    household: list[Any]
    members: list[bytes]
    payments: list[bytes]


def write_registry(generations: Generations, vault: Vault, count: int, progress: Progress) -> None:
    """Write `count` households; household `i` is found as `programmes.synthetic` says."""
    families, counting = Families(datetime.now(UTC).date()), Counting({})
    with generations.begin() as generation:
        for index in range(count):
            number, phone = number_of(index), phone_of(index)
            sealed = vault.seal(families.row(index, number, phone))
            counting.put(families.fields(index))
            generation.add(index + 1, vault.number_key(number), sealed, [vault.phone_key(phone)])
            if index % TELL_EVERY == 0:
                progress(index, count)
        generation.publish(counting.found())
    progress(count, count)


class Families:
    """The demo's families as packed rows; members and payments once for each day births are moved to."""

    def __init__(self, today: date) -> None:
        self._cases = list(demo_cases(today))
        self._parts: dict[tuple[int, int], Parts] = {}

    def fields(self, index: int) -> list[Any]:
        """A household's own fields, as its family has them."""
        return self._of(index).household

    def row(self, index: int, number: str, phone: str) -> bytes:
        """The packed row of a household."""
        parts = self._of(index)
        household = parts.household.copy()
        household[_NUMBER], household[_BIRTH_YEAR], household[_PHONES] = number, birth_year_of(index), [phone]
        return rows.pack_case(orjson.dumps(household), parts.members, parts.payments)

    def _of(self, index: int) -> Parts:
        place = (index % len(self._cases), index % DAYS)
        return self._parts.get(place) or self._parts.setdefault(place, _parts(self._cases[place[0]], index))


def _parts(case: Case, index: int) -> Parts:
    members = tuple(
        replace(member, birth_date=member.birth_date.replace(day=2 + (index + int(member.member_id)) % DAYS))
        for member in case.members
    )
    household, its_members, payments = orjson.loads(rows.pack(replace(case, members=members)))
    return Parts(household, [orjson.dumps(its_members)[1:-1]], [orjson.dumps(payments)[1:-1]])
