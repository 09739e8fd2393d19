"""What an engine does before anybody works with it: keys checked, a crash's leavings put back."""

from __future__ import annotations

from storage.fields import KeysError, SealError
from storage.work.db import Db
from storage.work.outbox import DOUBT_SECONDS
from storage.work.rotating import CHECK_COLUMN, CHECK_TEXT, follow

#: What was under way in so many crashes is tried again alone, this many seconds after the one before it.
SUSPECT_ATTEMPTS, SUSPECT_SECONDS = 2, 2
#: Of what a crash left without its turn, so many are known should they come again.
MOST_LEFT = 10_000
CRASHED = "crashed"


def check_keys(db: Db) -> None:
    """With another index key no phone would be found and no copy known: refuse before anything is written."""
    lookup = db.keys.lookup(b"check", CHECK_TEXT)
    if db.row("key_check", {"name": "index"}) is None:
        sealed = db.keys.seal(CHECK_COLUMN, CHECK_TEXT)
        db.run("save_key_checks", {"lookup": lookup, "sealed": sealed})
    try:
        db.keys.unseal(CHECK_COLUMN, db.row("key_check", {"name": "encryption"})[0])
    except SealError:
        raise KeysError("This database was sealed with other keys.") from None
    depth = index_depth(db)
    if depth is None:
        raise KeysError("This database was begun with another index key.")
    if depth < db.keys.depth:
        raise KeysError(
            "The index key was changed, and this database is still to follow: `recours keys index` goes on."
        )
    follow(db)


def index_depth(db: Db) -> int | None:
    """How many of our index keys made these hashes, of an empty database all; None where others did."""
    found = db.row("key_check", {"name": "index"})
    if found is None:
        return db.keys.depth
    kept = bytes(found[0])
    return db.keys.depth_of(kept, db.keys.name(b"check", CHECK_TEXT))


def recover(db: Db, now: int) -> None:
    """What processes that are gone left claimed waits again; what they left being sent is in doubt."""
    _set_suspects_apart(db, now)
    db.run("recover_mos")
    db.run("recover_mts", {"retry_at": now + DOUBT_SECONDS})


def left(db: Db) -> list[tuple[str, bytes]]:
    """Link and sealed external id of what waits."""
    return db.rows("left_open", {"limit": MOST_LEFT})


def _set_suspects_apart(db: Db, now: int) -> None:
    """Each at a time of its own, so that one that kills the process takes no other with it each time."""
    suspects = db.rows("suspect_mos", {"attempts": SUSPECT_ATTEMPTS})
    for place, (mo_id,) in enumerate(suspects, 1):
        retry_at = now + place * SUSPECT_SECONDS
        db.run("rest_mo", {"mo_id": mo_id, "error": CRASHED, "retry_at": retry_at})
