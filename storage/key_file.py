"""The file of keys: its owner's alone, replaced in one step, and seen to change by those who read it."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from storage.key_set import KeysError, KeySet
from storage.to_disk import to_disk

_PRIVATE = stat.S_IRUSR | stat.S_IWUSR

_Identity = tuple[int, int, int]


class KeyFile:
    """A file of keys that somebody reads, now and whenever it changes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: _Identity | None = None

    def read(self) -> KeySet:
        """What it holds. Raises `KeysError` where it cannot be read, or not by its owner alone."""
        try:
            with self.path.open("rb") as file:
                status = os.fstat(file.fileno())
                text = file.read().decode("ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise KeysError(f"The key file cannot be read ({type(error).__name__}).") from None
        if stat.S_IMODE(status.st_mode) & ~_PRIVATE:
            raise KeysError("The key file must be readable by its owner alone (chmod 600).")
        self._seen = _identity(status)
        return KeySet.parse(text)

    def is_changed(self) -> bool:
        """Whether it is another one than was read; False where it cannot be looked at."""
        try:
            return _identity(os.stat(self.path)) != self._seen  # noqa: PTH116 - beside every write of the store
        except OSError:
            return False

    def create(self, keys: KeySet) -> None:
        """Write a file that must not exist yet. Raises `KeysError`."""
        try:
            _write(self.path, keys)
        except OSError as error:
            raise KeysError(f"The key file cannot be created ({type(error).__name__}).") from None

    def replace(self, keys: KeySet) -> None:
        """Put other keys in its place, with its owner: whoever reads meets the old ones or the new ones.

        Raises `KeysError`; then nothing was changed.
        """
        new = self.path.with_name(f"{self.path.name}.new")
        try:
            new.unlink(missing_ok=True)
            _write(new, keys)
            was = self.path.stat()
            os.chown(new, was.st_uid, was.st_gid)
            new.replace(self.path)
            to_disk(self.path.parent)
        except OSError as error:
            with contextlib.suppress(OSError):
                new.unlink(missing_ok=True)
            raise KeysError(f"The key file cannot be replaced ({type(error).__name__}).") from None


def _write(path: Path, keys: KeySet) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(keys.text().replace(" ", "\n") + "\n")
        file.flush()
        os.fsync(file.fileno())


def _identity(status: os.stat_result) -> _Identity:
    return status.st_ino, status.st_mtime_ns, status.st_size
