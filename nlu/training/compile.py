"""Compiles what Rasa trained into `nlu/model/`: `python -m nlu.training.compile ARCHIVE.tar.gz`.

The classifier's arrays are taken from the archive as they are; `model.json` says what they are made of.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nlu.training.sources import NLU, fingerprint
from nlu.weights import load

MODEL = NLU / "model"
WEIGHTS, SPOKEN = "weights.npz", "spoken.npz"


class ArchiveError(ValueError):
    """The archive does not hold one trained classifier of ours."""


def read_archive(archive: Path) -> tuple[bytes, dict[str, Any]]:
    """The arrays' file and Rasa's own metadata."""
    with tarfile.open(archive) as tar:
        names = [name for name in tar.getnames() if name.endswith(f"/{WEIGHTS}")]
        if len(names) != 1:
            raise ArchiveError(f"one {WEIGHTS} is expected in the archive, not {len(names)}")
        return _member(tar, names[0]), json.loads(_member(tar, "metadata.json"))


def _member(tar: tarfile.TarFile, name: str) -> bytes:
    opened = tar.extractfile(name)
    if opened is None:
        raise ArchiveError(f"{name} is no file")
    return opened.read()


def digest(file: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def write_model(arrays: bytes, rasa_version: str, folder: Path = MODEL) -> None:
    """The arrays and `model.json` beside them; what tells the languages apart stands there already."""
    folder.mkdir(exist_ok=True)
    (folder / WEIGHTS).write_bytes(arrays)
    model = load(folder / WEIGHTS)
    described = {
        "sources": fingerprint(),
        "weights": digest(folder / WEIGHTS),
        "spoken": digest(folder / SPOKEN),
        "rasa": rasa_version,
        "features": len(model.hashes),
        "intents": [str(intent) for intent in model.intents],
    }
    (folder / "model.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Compile the archive named; 2 where none is named."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m nlu.training.compile ARCHIVE.tar.gz\n")
        return 2
    arrays, metadata = read_archive(Path(arguments[0]))
    write_model(arrays, metadata["rasa_open_source_version"])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
