"""Bringing a file, or a folder's names, to the disk itself."""

from __future__ import annotations

import os
from pathlib import Path


def to_disk(path: Path) -> None:
    """Make a file, or the names in a folder, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
