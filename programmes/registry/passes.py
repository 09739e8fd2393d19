"""The two passes of an import: rows are checked and staged on disk, then walked case by case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from programmes.registry.columns import HOUSEHOLDS, MEMBERS, PAYMENTS, RowReader
from programmes.registry.counts import Counting
from programmes.registry.csv_files import Columns, CsvFile, Row, read_rows
from programmes.registry.generation import Generation
from programmes.registry.reports import Report
from programmes.registry.staging import KINDS, StagedRow, Staging
from programmes.registry.values import RowError
from programmes.registry.vault import Vault, plain_number

#: Rows done, of how many; called now and then.
Progress = Callable[[int, int], None]
PROGRESS_EVERY = 4096


class Passes:
    """One import under way; what its second pass does, full.py and delta.py say."""

    def __init__(
        self,
        reader: RowReader,
        vault: Vault,
        files: Mapping[str, CsvFile],
        staging: Staging,
        generation: Generation,
        progress: Progress,
    ) -> None:
        self.reader = reader
        self.vault = vault
        self.files = files
        self.staging = staging
        self.generation = generation
        self.progress = progress
        self.counting = Counting(generation.before)
        self.report = Report()
        self.done = 0
        self.total = 2 * sum(file.lines for file in files.values())  # each row is read once and walked once

    def run(self, *, skip_bad_rows: bool) -> Report:
        """Both passes; published where no row is refused, or those are skipped."""
        report = self.report
        self.stage()
        if report.refused_rows == 0 or skip_bad_rows:
            self.write()
        if report.refused_rows == 0 or skip_bad_rows:
            self.generation.publish(self.counting.found())
            report.generation = self.generation.number
        self.progress(self.total, self.total)
        return report

    def stage(self) -> None:
        """The first pass: check each file's rows and put them on disk."""
        for kind in KINDS:
            if kind in self.files:
                self.staging.add(kind, self.read(kind))

    def rows(self, kind: str) -> Iterator[StagedRow]:
        """A file's rows in the order of their cases."""
        return self.staging.rows(kind)

    def read(self, kind: str) -> Iterator[StagedRow]:
        """A file's rows in its own order, checked."""
        reader = self.reader
        known: dict[str, tuple[Columns, Callable[[Row], bytes]]] = {
            "households": (HOUSEHOLDS, reader.household),
            "members": (MEMBERS, reader.member),
            "payments": (PAYMENTS, reader.payment),
        }
        return self.checked(self.files[kind], *known[kind])

    def checked(self, file: CsvFile, columns: Columns, read: Callable[[Row], bytes]) -> Iterator[StagedRow]:
        """A file's rows that are right, by their case; the others are reported and spoil it."""

        def refuse(line: int, reason: str) -> None:
            self.report.refuse(file.name, line, reason)

        counted = 0
        for line, row in read_rows(file, columns, refuse):
            if line - counted >= PROGRESS_EVERY:
                self.done, counted = self.done + line - counted, line
                self.tell()
            key = plain_number(row[0])  # the first column of all three files
            if not key:
                refuse(line, "case_number: empty, or without a digit")
                continue
            try:
                yield key, line, read(row)
            except RowError as error:
                self.refuse(file.name, line, key, str(error))
        self.done += file.lines - counted
        self.tell()

    def refuse(self, file: str, line: int, key: str, reason: str) -> None:
        """Report a row of a case, which is then not whole."""
        self.report.refuse(file, line, reason)
        if key:
            self.staging.spoil(key)

    def write(self) -> None:
        """The second pass: walk the staged rows case by case and put each case in."""
        raise NotImplementedError

    def is_whole(self, key: str, households: list[StagedRow], members: list[StagedRow]) -> bool:
        """Whether a case can be put in: once, each member once, no row of it refused."""
        for _key, line, _row in households[1:]:
            reason = f"case_number: the case of line {households[0][1]} again"
            self.refuse(self.files["households"].name, line, key, reason)
        ids = [row[: row.index(b",")] for _key, _line, row in members]
        if len(set(ids)) < len(ids):
            for at, (_key, line, _row) in enumerate(members):
                if ids[at] in ids[:at]:
                    self.refuse(self.files["members"].name, line, key, "member_id: twice in this case")
        return self.report.refused_rows == 0 or not self.staging.is_spoiled(key)

    def refuse_stray(self, kind: str, row: StagedRow) -> None:
        """Refuse a row whose case is in no row of households.csv; a refused household row has said enough."""
        if not self.staging.is_spoiled(row[0]):
            self.report.refuse(self.files[kind].name, row[1], "case_number: no household has it")

    def tell(self) -> None:
        """Say how far it is."""
        self.progress(min(self.done, self.total), self.total)
