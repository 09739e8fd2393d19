"""What the model is made of, as one hash: data, settings, components, and the code and lists they call."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

NLU = Path(__file__).parent.parent
_MADE_OF = (
    "training/data/*/*.yml",
    "training/config.yml",
    "training/domain.yml",
    "training/descent.py",
    "training/fit.py",
    "training/noise.py",
    "training/spoken.py",
    "training/components/*.py",
    "phrases/*.tsv",
    "concepts/*.txt",
    "shorthand.txt",
    *(f"{name}.py" for name in ("concepts", "features", "language", "lexicon", "normalise", "reading")),
    *(f"{name}.py" for name in ("shorthand", "skeleton", "sounds", "spoken", "weights")),
)


def sources() -> Iterator[Path]:
    """The files, in one order everywhere."""
    for pattern in _MADE_OF:
        yield from sorted(NLU.glob(pattern))


def fingerprint() -> str:
    """SHA-256 over names and contents, lines ended alike."""
    digest = hashlib.sha256()
    for path in sources():
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(NLU).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
