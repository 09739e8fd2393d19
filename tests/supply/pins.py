"""The packages that a requirements file pins."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

REQUIREMENTS = Path(__file__).parents[2] / "requirements"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


class Pin(NamedTuple):
    """A name as registries compare it, a version, the hashes that it may have."""

    name: str
    version: str
    hashes: frozenset[str]


def pins(file: Path) -> list[Pin]:
    """All of a file's, in its order."""
    text = file.read_text()
    starts = list(_PIN.finditer(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    return [
        Pin(
            re.sub(r"[-_.]+", "-", found[1]).lower(),
            found[2],
            frozenset(_HASH.findall(text[found.end() : end])),
        )
        for found, end in zip(starts, ends, strict=True)
    ]
