"""Seals or hashes the registry's files anew: each as a copy that takes the old one's place in one step.

A generation is never changed where readers have it open. A killed run leaves the old file as it was, and the
next one begins that file again.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copyfile

from programmes.registry.embedded.generation import PRIVATE, alone
from programmes.registry.generation import Renew
from programmes.registry.rehashing import rehash_file
from programmes.registry.resealing import Progress, walk
from programmes.registry.vault import Vault
from storage.to_disk import to_disk

#: Changes a copy of a generation, and counts what it has to count.
Change = Callable[[sqlite3.Connection], int]


def files_of(registry: Path) -> list[Path]:
    """The generation in use, and the one that phones were told of last, where there are such."""
    return [path for path in (registry, registry.with_name(f"{registry.name}.told")) if path.exists()]


def reseal_registry(registry: Path, renew: Renew, progress: Progress = lambda _rows: None) -> int:
    """Seal both generations anew; how many rows do not open. Raises `ImportUnderWayError`."""
    return _changed(registry, lambda copy: walk(copy, "id", renew, progress))


def rehash_registry(registry: Path, vault: Vault) -> None:
    """Hash both generations anew with the newest index key. Raises `ImportUnderWayError`."""
    _changed(registry, lambda copy: rehash_file(copy, vault))


def _changed(registry: Path, change: Change) -> int:
    with alone(registry):
        told = registry.with_name(f"{registry.name}.told")
        shared = told.exists() and registry.samefile(told)
        damaged = sum(_in_a_copy(path, change) for path in files_of(registry)[: 1 if shared else 2])
        if shared:
            staged = told.with_name(f"{told.name}.new")
            staged.unlink(missing_ok=True)
            os.link(registry, staged)
            staged.replace(told)
    return damaged


def _in_a_copy(path: Path, change: Change) -> int:
    staged = path.with_name(f"{path.name}.resealed")
    staged.unlink(missing_ok=True)
    staged.touch(PRIVATE)
    try:
        copyfile(path, staged)
        with closing(sqlite3.connect(staged, isolation_level=None)) as connection:
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "secure_delete = ON"):
                connection.execute(f"PRAGMA {pragma}")
            damaged = change(connection)
        to_disk(staged)
        staged.replace(path)
        to_disk(path.parent)
    finally:
        staged.unlink(missing_ok=True)
    return damaged
