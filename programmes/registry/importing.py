"""Imports households, members and payments from CSV files as a new generation of the registry.

Two passes with flat memory (passes.py): each file's rows are checked and staged on disk (staging.py); then
the files are walked together in the order of their cases, and each case becomes one sealed row of the new
generation (generation.py), which takes its place at the end.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from programmes.pack import Pack
from programmes.registry.columns import reader_of
from programmes.registry.csv_files import RegistryFileError, examine
from programmes.registry.delta import REMOVED_FILE, Delta
from programmes.registry.full import Full, Ordered, OutOfOrderError
from programmes.registry.generation import Generations
from programmes.registry.passes import Passes, Progress
from programmes.registry.reports import RefusedRow, Report
from programmes.registry.staging import KINDS, Staging
from programmes.registry.vault import Vault

__all__ = ["Progress", "RefusedRow", "Report", "Sources", "import_registry"]


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of an import by their kind."""

    files: dict[str, Path]

    @classmethod
    def in_folder(cls, folder: Path) -> Sources:
        """`households.csv`, `members.csv` and `payments.csv` in a folder."""
        return cls({kind: folder / f"{kind}.csv" for kind in KINDS})

    @classmethod
    def of_delta(cls, folder: Path) -> Sources:
        """Those of a delta's four files that are there, `removed.csv` among them; at least one has to be."""
        files = {kind: folder / f"{kind}.csv" for kind in (*KINDS, REMOVED_FILE)}
        found = {kind: file for kind, file in files.items() if file.is_file()}
        if not found:
            raise RegistryFileError(
                folder.name, f"holds none of {', '.join(f'{kind}.csv' for kind in files)}"
            )
        return cls(found)


def import_registry(
    generations: Generations,
    sources: Sources,
    pack: Pack,
    vault: Vault,
    *,
    delta: bool = False,
    skip_bad_rows: bool = False,
    encoding: str | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> Report:
    """Import as the next of `generations`; all or nothing unless `skip_bad_rows`.

    With `skip_bad_rows` a case with any refused row is left out whole: without a child or a payment its
    amount would be told wrong. A `delta` holds only what changed (see delta.py). Raises `RegistryFileError`
    for a file that cannot be read at all, and what `Generations` raises.
    """
    files = {kind: examine(file, encoding) for kind, file in sources.files.items()}
    today = today or datetime.now(UTC).date()
    reader = reader_of(
        pack.key, pack.currency, pack.minor_digits, frozenset(pack.reasons), pack.region_code, today
    )
    ways: tuple[type[Passes], ...] = (Delta,) if delta else (Ordered, Full)
    for way in ways:
        with (
            suppress(OutOfOrderError),
            generations.begin(copied=delta) as generation,
            Staging() as staging,
        ):
            work = way(reader, vault, files, staging, generation, progress or _silent)
            return work.run(skip_bad_rows=skip_bad_rows)
    raise AssertionError("staged files have every order")


def _silent(_done: int, _total: int) -> None:
    """No progress is shown."""
