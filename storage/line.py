"""The line in which pieces of work wait: what was begun goes before what comes, and neither stands still.

A turn is several pieces of work, a message that comes is one. Where more come than the service bears, a line
that is first come, first served does little but accept: each turn waits behind a crowd at every step.
"""

from __future__ import annotations

from collections import deque
from typing import Generic, TypeVar

from storage.errors import StoreBusyError

Piece = TypeVar("Piece")

#: Pieces of what was begun for each message that comes, where both wait.
SHARE = 3
#: Messages that may wait to be kept. Above, they are refused, and their providers send them again.
MOST_NEW = 20_000


class Line(Generic[Piece]):
    """Two lines, each first come, first served; of one thread at a time."""

    def __init__(self) -> None:
        self._begun: deque[Piece] = deque()
        self._new: deque[Piece] = deque()
        self._in_a_row = 0

    def __len__(self) -> int:
        return len(self._begun) + len(self._new)

    def put(self, piece: Piece, *, new: bool) -> None:
        """Have a piece wait. Raises `StoreBusyError` where it is new and too many of those wait."""
        if new and len(self._new) >= MOST_NEW:
            raise StoreBusyError
        (self._new if new else self._begun).append(piece)

    def take(self) -> Piece:
        """The next piece."""
        if self._new and (self._in_a_row == SHARE or not self._begun):
            self._in_a_row = 0
            return self._new.popleft()
        self._in_a_row = min(self._in_a_row + 1, SHARE)
        return self._begun.popleft()
