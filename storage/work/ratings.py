"""What people said of the service once their ticket was closed."""

from __future__ import annotations

from storage.records import Rating
from storage.work.db import Db

_COLUMN = b"ratings.words"


def save(db: Db, rating: Rating) -> None:
    """Keep a rating; one that is there keeps its score and takes the word."""
    words = db.keys.seal(_COLUMN, rating.words)
    db.run(
        "save_rating",
        {"reference": rating.reference, "at": rating.at, "score": rating.score, "words": words},
    )


def find(db: Db, reference: str) -> Rating | None:
    """What was said on a ticket."""
    row = db.row("rating", {"reference": reference})
    if row is None:
        return None
    at, score, words = row
    return Rating(reference, at, score, db.keys.unseal(_COLUMN, words))
