"""Disks of a test's own, which really fill and really turn read-only; they need root and a free loop device."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

MIB = 1 << 20


@contextmanager
def disk(folder: Path, mib: int):
    """An ext4 of a few MiB in `folder`, mounted; gives its mount point."""
    image, place = folder / "disk.img", folder / "disk"
    place.mkdir()
    with image.open("wb") as file:
        file.truncate(mib * MIB)
    if shutil.which("mkfs.ext4", path="/usr/sbin:/sbin:/usr/bin") is None:
        pytest.skip("there is no mkfs.ext4")
    run("mkfs.ext4", "-q", "-m", "0", image)
    try:
        run("mount", "-o", "loop", image, place)
    except subprocess.CalledProcessError:
        pytest.skip("a disk cannot be mounted here: it takes root and a loop device")
    try:
        yield place
    finally:
        run("umount", "-l", place)


def fail(place: Path) -> None:
    """What the kernel does to a disk whose journal it cannot write: read-only from now on, files open or not."""
    run("mount", "-o", "remount,abort", place)


def fill(place: Path) -> Path:
    """Leave no free block; gives the file that holds them."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (MIB, 4096, 512):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return filler


def run(*command) -> None:
    path = "/usr/sbin:/sbin:/usr/bin:/bin"
    subprocess.run(
        [shutil.which(command[0], path=path), *map(str, command[1:])], check=True, capture_output=True
    )
