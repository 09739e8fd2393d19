"""Looking after what is kept: what nothing needs any more is forgotten."""

from __future__ import annotations

from storage.work.attempts import KEPT_SECONDS
from storage.work.db import Db

#: A provider repeats its reports for days at most; no console session outlives a month unused.
STRAY_SECONDS = 7 * 24 * 3600
SIGN_IN_SECONDS = 30 * 24 * 3600
#: How long one can still look up how a USSD session ended.
USSD_END_SECONDS = 90 * 24 * 3600


def purge(db: Db, now: int, sign_in_seconds: int) -> None:
    """Forget what nothing needs any more."""
    db.run("prune_attempts", {"before": now - KEPT_SECONDS})
    db.run("prune_stray_dlrs", {"before": now - STRAY_SECONDS})
    db.run("prune_sign_ins", {"before": now - sign_in_seconds})
    db.run("prune_ussd_ends", {"before": now - USSD_END_SECONDS})
    db.run("prune_readers", {"now": now})
