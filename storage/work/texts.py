"""Wordings that somebody proposes."""

from __future__ import annotations

from msgspec.structs import asdict

from storage.records import AuditEntry
from storage.texts import Proposal
from storage.work import trail
from storage.work.db import Db


def propose(db: Db, proposal: Proposal, audit: AuditEntry) -> None:
    """Keep a proposal, or take it back where it has no words."""
    if proposal.words:
        db.run("save_proposal", asdict(proposal))
    else:
        db.run("drop_proposal", {"msgid": proposal.msgid, "language": proposal.language})
    trail.append(db, [audit])


def proposals(db: Db) -> list[Proposal]:
    """All proposals."""
    return [Proposal(*row) for row in db.rows("proposals")]
