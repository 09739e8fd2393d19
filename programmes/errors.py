"""What a pack or a registry file may be refused for."""

from __future__ import annotations


class PackError(ValueError):
    """A pack's file is wrong: its message names the file and the key."""

    def __init__(self, file: str, key: str, trouble: str) -> None:
        super().__init__(f"{file}: {key}: {trouble}")
        self.file = file
        self.key = key


class UnknownProgrammeError(LookupError):
    """No pack has this key."""
