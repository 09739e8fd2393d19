"""Two files of the registry side by side: the one in use, and the one that families were told of last."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FilesCompared:
    """See `Compared`; `before` is None where nothing was ever told."""

    path: Path
    told_path: Path
    before: sqlite3.Connection | None
    now: sqlite3.Connection

    def rows(self) -> Iterator[tuple[bytes, bytes, bytes | None]]:
        """See `Compared`."""
        assert self.before is not None
        for key, sealed in self.now.execute("SELECT key, sealed FROM cases ORDER BY id"):
            found = self.before.execute("SELECT sealed FROM cases WHERE key = ?", (key,)).fetchone()
            yield key, sealed, found[0] if found else None

    def settle(self) -> None:
        """See `Compared`; the generation is kept by a second name."""
        staged = self.told_path.with_name(f"{self.told_path.name}.new")
        staged.unlink(missing_ok=True)
        os.link(self.path, staged)
        staged.replace(self.told_path)
