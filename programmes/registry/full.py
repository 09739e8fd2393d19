"""A full import: the cases of the files, and no others, as the new generation."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from programmes.registry.passes import PROGRESS_EVERY, Passes
from programmes.registry.rows import PAYMENTS_KEPT, pack_case, phones_of
from programmes.registry.staging import StagedRow


class Full(Passes):
    """A full import under way."""

    def write(self) -> None:
        """See `Passes`."""
        members, payments = (_Follower(self, kind) for kind in ("members", "payments"))
        for number, (key, households) in enumerate(self._households(), 1):
            its_members, its_payments = members.rows_of(key), payments.rows_of(key)
            if self.is_whole(key, households, its_members):
                self._put(number, key, households[0][2], its_members, its_payments)
            else:
                self.report.left_out += 1
            self.done += len(households) + len(its_members) + len(its_payments)
            if number % PROGRESS_EVERY == 0:
                self.tell()
        members.refuse_rest()
        payments.refuse_rest()

    def _households(self) -> Iterator[tuple[str, list[StagedRow]]]:
        group: list[StagedRow] = []
        for row in self.rows("households"):
            if group and group[0][0] != row[0]:
                yield group[0][0], group
                group = []
            group.append(row)
        if group:
            yield group[0][0], group

    def _put(
        self, case_id: int, key: str, household: bytes, members: list[StagedRow], payments: list[StagedRow]
    ) -> None:
        newest_first = sorted((row for _key, _line, row in payments), reverse=True)[:PAYMENTS_KEPT]
        row = pack_case(household, (row for _key, _line, row in members), newest_first)
        fields = orjson.loads(household)
        self.counting.put(fields)
        phones, to_confirm = phones_of(fields)
        phone_keys = [self.vault.phone_key(phone) for phone in phones]
        self.generation.add(case_id, self.vault.number_key(key), self.vault.seal(row), phone_keys)
        self.report.households += 1
        self.report.renumbered += to_confirm
        self.report.members += len(members)
        self.report.payments += len(newest_first)


class OutOfOrderError(Exception):
    """The files are not in the order of their cases: stage them."""


class Ordered(Full):
    """A full import of files in the order of their cases, as ministries export them: one pass, no staging.

    Raises `OutOfOrderError` at the first row that is not; nothing was put in place then.
    """

    def stage(self) -> None:
        """Nothing waits for its case."""

    def rows(self, kind: str) -> Iterator[StagedRow]:
        """See `Passes`; straight from the file."""
        last = ""
        for row in self.read(kind):
            if row[0] < last:
                raise OutOfOrderError
            last = row[0]
            yield row


class _Follower:
    """Walks the rows of a file beside the households; both are in the order of their cases."""

    def __init__(self, work: Full, kind: str) -> None:
        self._work = work
        self._kind = kind
        self._rows = work.rows(kind)
        self._next = next(self._rows, None)

    def rows_of(self, key: str) -> list[StagedRow]:
        """The rows of a case; those before it belong to no household."""
        found: list[StagedRow] = []
        while self._next is not None and self._next[0] <= key:
            if self._next[0] == key:
                found.append(self._next)
            else:
                self._work.refuse_stray(self._kind, self._next)
            self._next = next(self._rows, None)
        return found

    def refuse_rest(self) -> None:
        """What follows the last household belongs to none."""
        while self._next is not None:
            self._work.refuse_stray(self._kind, self._next)
            self._next = next(self._rows, None)
