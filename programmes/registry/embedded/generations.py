"""The generations of a registry in files: the one in use, the one told last, the one being written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

from programmes.registry.embedded.compared import FilesCompared
from programmes.registry.embedded.generation import PRIVATE, FileGeneration, alone, lay_out, number_in_use
from programmes.registry.embedded.registry import counts_in, open_generation
from programmes.registry.embedded.resealing import files_of, rehash_registry, reseal_registry
from programmes.registry.generation import Renew
from programmes.registry.resealing import marks
from programmes.registry.vault import Vault


@dataclass(frozen=True, slots=True)
class FileGenerations:
    """See `Generations`; the one in use is the file at `path`, the one told last a second name beside it."""

    path: Path

    @contextmanager
    def begin(self, *, copied: bool = False) -> Iterator[FileGeneration]:
        """See `Generations`."""
        path = self.path
        staged = path.with_name(f"{path.name}.new")
        with alone(path):
            staged.unlink(missing_ok=True)  # a killed import's
            staged.touch(PRIVATE)
            try:
                number = number_in_use(path)
                if copied and number:
                    copyfile(path, staged)
                with closing(sqlite3.connect(staged)) as connection:
                    lay_out(connection)
                    before = counts_in(connection) if copied and number else {}
                    yield FileGeneration(connection, number + 1, before, path, staged)
            finally:
                staged.unlink(missing_ok=True)

    @contextmanager
    def since_told(self) -> Iterator[FilesCompared]:
        """See `Generations`."""
        with alone(self.path), closing(open_generation(self.path)[0]) as now:
            told = self.path.with_name(f"{self.path.name}.told")
            if not told.exists():
                yield FilesCompared(self.path, told, None, now)
                return
            with closing(open_generation(told)[0]) as before:
                yield FilesCompared(self.path, told, before, now)

    def alone(self) -> AbstractContextManager[None]:
        """See `Generations`."""
        return alone(self.path)

    def sealed_by(self) -> Mapping[str, Mapping[int, int]]:
        """See `Generations`."""
        return {path.name: marks(path) for path in files_of(self.path)}

    def reseal(self, renew: Renew) -> int:
        """See `Generations`."""
        return reseal_registry(self.path, renew)

    def rehash(self, vault: Vault) -> None:
        """See `Generations`."""
        rehash_registry(self.path, vault)
