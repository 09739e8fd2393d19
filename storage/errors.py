"""What a store may refuse; each docstring is the error's own sentence."""

from __future__ import annotations


class StoreError(Exception):
    """The store refused."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.__doc__)


class ReferenceTakenError(StoreError):
    """This ticket reference is in use: draw another one and do the turn again."""


class SessionMovedError(StoreError):
    """Another turn of this phone was committed first: read the session again."""


class TicketMovedError(StoreError):
    """Somebody else changed this ticket first: look at it again."""


class NotDurableError(StoreError):
    """The database does not commit durably (PRAGMA synchronous is not FULL): not started."""


class BackupError(StoreError):
    """The backup was not made."""


class StoreClosedError(StoreError):
    """The store is closed or its disk refuses to write: nothing was kept, send it again."""


class StoreBusyError(StoreError):
    """Too many messages wait to be kept: nothing was kept of this one, send it again."""
