"""A group of pieces of work: one transaction, in which a piece that fails takes back only itself."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence

from storage.sqlite.connection import SqliteDb, refusal
from storage.sqlite.pieces import Outcome, Piece, resolve


class Group:
    """Pieces that are committed together; `apart` once one has failed, with a savepoint around each."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.outcomes: list[Outcome] = []
        self.apart = False

    def go_on(self, db: SqliteDb, end: float) -> bool:
        """Do pieces, one at least, until the clock's `end`; whether all are done.

        What a piece raises the first time is raised: take back the transaction, then `part` and go on.
        """
        for piece in self.pieces[len(self.outcomes) :]:
            self.outcomes.append(_attempt(db, piece) if self.apart else _done(db, piece))
            if time.monotonic() > end:
                break
        return len(self.outcomes) == len(self.pieces)

    def part(self) -> None:
        """All from the beginning, each piece by itself."""
        self.apart = True
        self.outcomes = []

    def resolve(self) -> None:
        """Tell who waits."""
        resolve(self.outcomes)

    def refuse(self, error: Exception) -> None:
        """Nothing was kept, and who waits hears so."""
        self.outcomes = [Outcome(piece.future, None, refusal(error)) for piece in self.pieces]
        self.resolve()


def _done(db: SqliteDb, piece: Piece) -> Outcome:
    return Outcome(piece.future, piece.work(db, *piece.arguments), None)


def _attempt(db: SqliteDb, piece: Piece) -> Outcome:
    execute = db.execute
    execute("SAVEPOINT piece")
    try:
        result = piece.work(db, *piece.arguments)
    except Exception as error:  # whatever it is, it is its caller's to hear
        if not db.connection.in_transaction:
            if isinstance(error, sqlite3.OperationalError):  # a full disk takes the transaction with it
                raise
            raise sqlite3.OperationalError("the transaction is gone") from error
        execute("ROLLBACK TO piece")
        execute("RELEASE piece")
        return Outcome(piece.future, None, refusal(error))
    execute("RELEASE piece")
    return Outcome(piece.future, result, None)
