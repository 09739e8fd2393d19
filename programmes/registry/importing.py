"""Imports households, members and payments from CSV files as a new generation of the registry.

Two passes with flat memory: each file's rows are checked and staged on disk (staging.py); then the three are
walked together in the order of their cases, and each case becomes one sealed row of the new generation
(generation.py), which takes its place at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import orjson

from programmes.pack import Pack
from programmes.registry.columns import HOUSEHOLDS, MEMBERS, PAYMENTS, RowReader, reader_of
from programmes.registry.csv_files import Columns, CsvFile, Row, examine, read_rows
from programmes.registry.generation import Generation, new_generation
from programmes.registry.rows import pack_case
from programmes.registry.staging import KINDS, StagedRow, Staging
from programmes.registry.values import RowError
from programmes.registry.vault import Vault, plain_number

#: Rows done, of how many; called now and then.
Progress = Callable[[int, int], None]
MOST_REPORTED = 1000
PAYMENTS_KEPT = 24
_PROGRESS_EVERY = 4096


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken: file, line (from 1, the header included) and reason; never its content."""

    file: str
    line: int
    reason: str


@dataclass(slots=True)
class Report:
    """What an import did. `generation` is None where nothing was put in place.

    `refused` holds the first thousand of `refused_rows`; `left_out` counts the cases left out with them.
    """

    households: int = 0
    members: int = 0
    payments: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    refused_rows: int = 0
    left_out: int = 0
    generation: int | None = None

    def refuse(self, file: str, line: int, reason: str) -> None:
        """Note a refused row."""
        self.refused_rows += 1
        if len(self.refused) < MOST_REPORTED:
            self.refused.append(RefusedRow(file, line, reason))


@dataclass(frozen=True, slots=True)
class Sources:
    """The three files of an import."""

    households: Path
    members: Path
    payments: Path

    @classmethod
    def in_folder(cls, folder: Path) -> Sources:
        """`households.csv`, `members.csv` and `payments.csv` in a folder."""
        return cls(*(folder / f"{kind}.csv" for kind in KINDS))


def import_registry(
    path: Path,
    sources: Sources,
    pack: Pack,
    vault: Vault,
    *,
    skip_bad_rows: bool = False,
    encoding: str | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> Report:
    """Import into the registry file at `path`; all or nothing unless `skip_bad_rows`.

    With `skip_bad_rows` a case with any refused row is left out whole: without a child or a payment its
    amount would be told wrong. Raises `RegistryFileError` for a file that cannot be read at all, and
    `ImportUnderWayError`.
    """
    files = [examine(file, encoding) for file in (sources.households, sources.members, sources.payments)]
    today = today or datetime.now(UTC).date()
    reader = reader_of(
        pack.key, pack.currency, pack.minor_digits, frozenset(pack.reasons), pack.region_code, today
    )
    with new_generation(path) as generation, Staging() as staging:
        work = _Import(reader, vault, files, staging, generation, progress or _silent)
        return work.run(skip_bad_rows=skip_bad_rows)


class _Import:
    """One import under way."""

    def __init__(
        self,
        reader: RowReader,
        vault: Vault,
        files: list[CsvFile],
        staging: Staging,
        generation: Generation,
        progress: Progress,
    ) -> None:
        self._reader = reader
        self._vault = vault
        self._files = dict(zip(KINDS, files, strict=True))
        self._staging = staging
        self._generation = generation
        self._progress = progress
        self._report = Report()
        self._done = 0
        self._total = 2 * sum(file.lines for file in files)  # each row is read once and walked once

    def run(self, *, skip_bad_rows: bool) -> Report:
        report = self._report
        self._stage("households", HOUSEHOLDS, self._reader.household)
        self._stage("members", MEMBERS, self._reader.member)
        self._stage("payments", PAYMENTS, self._reader.payment)
        if report.refused_rows == 0 or skip_bad_rows:
            self._write()
        if report.refused_rows == 0 or skip_bad_rows:
            self._generation.publish()
            report.generation = self._generation.number
        self._progress(self._total, self._total)
        return report

    # The first pass: check and stage

    def _stage(self, kind: str, columns: Columns, read: Callable[[Row], bytes]) -> None:
        self._staging.add(kind, self._checked(self._files[kind], columns, read))

    def _checked(self, file: CsvFile, columns: Columns, read: Callable[[Row], bytes]) -> Iterator[StagedRow]:
        def refuse(line: int, reason: str) -> None:
            self._report.refuse(file.name, line, reason)

        for line, row in read_rows(file, columns, refuse):
            if line % _PROGRESS_EVERY == 0:
                self._tell(line)
            key = plain_number(row[0])  # the first column of all three files
            if not key:
                refuse(line, "case_number: empty, or without a digit")
                continue
            try:
                yield key, line, read(row)
            except RowError as error:
                self._refuse(file.name, line, key, str(error))
        self._done += file.lines
        self._tell(0)

    def _refuse(self, file: str, line: int, key: str, reason: str) -> None:
        self._report.refuse(file, line, reason)
        if key:
            self._staging.spoil(key)

    # The second pass: walk the three together, case by case

    def _write(self) -> None:
        members, payments = (_Follower(self, self._staging, kind) for kind in ("members", "payments"))
        for number, (key, households) in enumerate(self._households(), 1):
            its_members, its_payments = members.rows_of(key), payments.rows_of(key)
            if self._is_whole(key, households, its_members):
                self._put(number, key, households[0][2], its_members, its_payments)
            else:
                self._report.left_out += 1
            self._done += len(households) + len(its_members) + len(its_payments)
            if number % _PROGRESS_EVERY == 0:
                self._tell(0)
        members.refuse_rest()
        payments.refuse_rest()

    def _households(self) -> Iterator[tuple[str, list[StagedRow]]]:
        group: list[StagedRow] = []
        for row in self._staging.rows("households"):
            if group and group[0][0] != row[0]:
                yield group[0][0], group
                group = []
            group.append(row)
        if group:
            yield group[0][0], group

    def _is_whole(self, key: str, households: list[StagedRow], members: list[StagedRow]) -> bool:
        for _key, line, _row in households[1:]:
            reason = f"case_number: the case of line {households[0][1]} again"
            self._refuse(self._files["households"].name, line, key, reason)
        seen: set[bytes] = set()
        for _key, line, row in members:
            member_id = row[: row.index(b",")]
            if member_id in seen:
                self._refuse(self._files["members"].name, line, key, "member_id: twice in this case")
            seen.add(member_id)
        return self._report.refused_rows == 0 or not self._staging.is_spoiled(key)

    def _put(
        self, case_id: int, key: str, household: bytes, members: list[StagedRow], payments: list[StagedRow]
    ) -> None:
        newest_first = sorted((row for _key, _line, row in payments), reverse=True)[:PAYMENTS_KEPT]
        row = pack_case(household, (row for _key, _line, row in members), newest_first)
        phone_keys = [self._vault.phone_key(phone) for phone in orjson.loads(household)[-1]]
        self._generation.add(case_id, self._vault.number_key(key), self._vault.seal(row), phone_keys)
        self._report.households += 1
        self._report.members += len(members)
        self._report.payments += len(newest_first)

    def refuse_stray(self, kind: str, row: StagedRow) -> None:
        """Refuse a row whose case is in no row of households.csv; a refused household row has said enough."""
        if not self._staging.is_spoiled(row[0]):
            self._report.refuse(self._files[kind].name, row[1], "case_number: no household has it")

    def _tell(self, further: int) -> None:
        self._progress(min(self._done + further, self._total), self._total)


class _Follower:
    """Walks the rows of a file beside the households; both are in the order of their cases."""

    def __init__(self, work: _Import, staging: Staging, kind: str) -> None:
        self._work = work
        self._kind = kind
        self._rows = staging.rows(kind)
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


def _silent(_done: int, _total: int) -> None:
    """No progress is shown."""
