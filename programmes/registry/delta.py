"""Imports what changed: some cases' rows in the place of theirs, all others as they are.

The generation in use is copied, and the touched cases are replaced in the copy: readers and failures meet
what they meet at a full import, and the same delta twice leaves the same cases.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson

from programmes.registry.csv_files import Columns
from programmes.registry.passes import Passes
from programmes.registry.rows import PAYMENTS_KEPT, pack_case, phones_of
from programmes.registry.staging import KINDS, StagedRow

REMOVED_FILE = "removed"
REMOVED = Columns(("case_number",), ("removed_on",))
#: A staged household row that removes its case.
GONE = b""


class Delta(Passes):
    """A delta under way; the first pass is that of every import, the second walks only what is touched."""

    def stage(self) -> None:
        """See `Passes`; any of the four files may be absent."""
        super().stage()
        if REMOVED_FILE in self.files:
            rows = self.checked(self.files[REMOVED_FILE], REMOVED, lambda _row: GONE)
            self.staging.add("households", rows)

    def write(self) -> None:
        """Put each touched case in its place."""
        for key, parts in self._touched():
            households = parts["households"]
            if not self.is_whole(key, households, parts["members"]):
                self.report.left_out += 1
                continue
            old = self.generation.find(self.vault.number_key(key))
            if households and households[0][2] == GONE:
                self._remove(old)
            elif old is None and not households:
                self._refuse_strays(parts)
            else:
                self._replace(key, old, parts)

    def _touched(self) -> Iterator[tuple[str, dict[str, list[StagedRow]]]]:
        """Each case of which any file has a row, with its rows by file."""
        rows = heapq.merge(*map(self._marked, KINDS), key=itemgetter(0))
        for key, group in groupby(rows, key=itemgetter(0)):
            parts: dict[str, list[StagedRow]] = {kind: [] for kind in KINDS}
            for _key, kind, row in group:
                parts[kind].append(row)
            yield key, parts

    def _marked(self, kind: str) -> Iterator[tuple[str, str, StagedRow]]:
        return ((row[0], kind, row) for row in self.staging.rows(kind))

    def _refuse_strays(self, parts: dict[str, list[StagedRow]]) -> None:
        for kind in ("members", "payments"):
            for row in parts[kind]:
                self.refuse_stray(kind, row)

    def _remove(self, old: tuple[int, bytes] | None) -> None:
        if old is not None:
            self._take(old[0], self.vault.open(old[1]))
            self.report.removed += 1

    def _replace(self, key: str, old: tuple[int, bytes] | None, parts: dict[str, list[StagedRow]]) -> None:
        before = self.vault.open(old[1]) if old else None
        row = _merged(before, *([row for _key, _line, row in parts[kind]] for kind in KINDS))
        if old is not None and before is not None:
            self._take(old[0], before)
        self._put(old[0] if old else self.generation.free_id(), key, row)
        self.report.households += 1
        self.report.renumbered += sum(
            phones_of(orjson.loads(household))[1] for _key, _line, household in parts["households"]
        )
        self.report.members += len(parts["members"])
        self.report.payments += len(parts["payments"])

    def _take(self, case_id: int, row: bytes) -> None:
        household = orjson.loads(row)[0]
        self.counting.take(household)
        self.generation.remove(case_id, self._phone_keys(household))

    def _put(self, case_id: int, key: str, row: bytes) -> None:
        household = orjson.loads(row)[0]
        self.counting.put(household)
        sealed = self.vault.seal(row)
        self.generation.add(case_id, self.vault.number_key(key), sealed, self._phone_keys(household))

    def _phone_keys(self, household: list[Any]) -> list[bytes]:
        return [self.vault.phone_key(phone) for phone in phones_of(household)[0]]


def _merged(
    before: bytes | None, households: list[bytes], members: list[bytes], payments: list[bytes]
) -> bytes:
    """The row of a case with a delta's rows in it: members by their id, payments by their month."""
    household, old_members, old_payments = orjson.loads(before) if before else (None, [], [])
    by_id = {member[0]: orjson.dumps(member) for member in old_members}
    by_id |= {orjson.loads(row)[0]: row for row in members}
    months = {orjson.loads(row)[0] for row in payments}
    kept = [orjson.dumps(payment) for payment in old_payments if payment[0] not in months]
    newest = sorted([*kept, *payments], reverse=True)[:PAYMENTS_KEPT]
    return pack_case(households[0] if households else orjson.dumps(household), by_id.values(), newest)
