"""Seals the registry's files anew, as they stand: each as a copy that takes the old one's place in one step.

A generation is never changed where readers have it open. A killed run leaves the old file as it was, and the
next one begins that file again.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copyfile

from programmes.registry.embedded.generation import PRIVATE, alone
from programmes.registry.generation import Renew
from programmes.registry.resealing import Progress, walk
from storage.to_disk import to_disk


def files_of(registry: Path) -> list[Path]:
    """The generation in use, and the one that phones were told of last, where there are such."""
    return [path for path in (registry, registry.with_name(f"{registry.name}.told")) if path.exists()]


def reseal_registry(registry: Path, renew: Renew, progress: Progress = lambda _rows: None) -> int:
    """Seal both generations anew; how many rows do not open. Raises `ImportUnderWayError`."""
    with alone(registry):
        told = registry.with_name(f"{registry.name}.told")
        shared = told.exists() and registry.samefile(told)
        damaged = sum(_reseal(path, renew, progress) for path in files_of(registry)[: 1 if shared else 2])
        if shared:
            staged = told.with_name(f"{told.name}.new")
            staged.unlink(missing_ok=True)
            os.link(registry, staged)
            staged.replace(told)
    return damaged


def _reseal(path: Path, renew: Renew, progress: Progress) -> int:
    staged = path.with_name(f"{path.name}.resealed")
    staged.unlink(missing_ok=True)
    staged.touch(PRIVATE)
    try:
        copyfile(path, staged)
        with closing(sqlite3.connect(staged, isolation_level=None)) as connection:
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "secure_delete = ON"):
                connection.execute(f"PRAGMA {pragma}")
            damaged = walk(connection, "id", renew, progress)
        to_disk(staged)
        staged.replace(path)
        to_disk(path.parent)
    finally:
        staged.unlink(missing_ok=True)
    return damaged
