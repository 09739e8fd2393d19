"""What a pack or a registry file may be refused for."""

from __future__ import annotations

from typing import Self


class PackError(ValueError):
    """A pack's file is wrong: its message names the file, the line where it is known, and the key."""

    def __init__(self, file: str, key: str, trouble: str, line: int | None = None) -> None:
        super().__init__(f"{file}{f':{line}' if line else ''}: {key}: {trouble}")
        self.file = file
        self.key = key
        self.trouble = trouble
        self.line = line

    def at(self, line: int | None) -> Self:
        """The same fault with its line."""
        return type(self)(self.file, self.key, self.trouble, self.line or line)


class UnknownProgrammeError(LookupError):
    """No pack has this key."""


class HouseholdError(ValueError):
    """A household given as JSON is wrong: the sentence names the field and what is expected there."""
