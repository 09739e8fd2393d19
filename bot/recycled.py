"""A number may change hands: then a phone proves its case anew, and the past is not told.

It is in doubt after a long silence, and once the registry gives the number to another household.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.records import Session, Ticket

#: Operators give a silent number to somebody else after half a year at the soonest.
SILENT_SECONDS = 180 * 24 * 3600


def forget_after_silence(session: Session, now: int) -> Session:
    """The session as a message meets it: after a long silence nothing of the conversation, and in doubt."""
    if not session.seen_at or now - session.seen_at <= SILENT_SECONDS:
        return session
    return _forgotten(session, now)


def let_go_of_former(session: Session, doubted_at: int) -> Session:
    """The session without what a former holder wrote and did not send; `doubted_at` as it is by now."""
    if doubted_at > session.doubted_at:
        return _forgotten(session, doubted_at)
    if session.suspended is not None and int(session.suspended["at"]) < doubted_at:
        return replace(session, suspended=None)
    return session


def _forgotten(session: Session, now: int) -> Session:
    return replace(
        session,
        dialogue=None,
        arguments={},
        journal=(),
        suspended=None,
        owed=None,
        screen=None,
        verified={},
        helped={},
        noticed=False,
        doubted_at=now,
    )


def lost_cases(session: Session, held: Iterable[str]) -> tuple[str, ...]:
    """The cases that the registry once said this phone has, and no longer does."""
    return tuple(sorted(set(session.held or ()) - set(held)))


def has_another_holder(session: Session, held: Iterable[str], *, still_there: bool) -> bool:
    """Whether the registry gave the phone to somebody else since it was last asked.

    It did where the phone lost a case that still exists (`still_there`), or lost all and has others; and
    where it had none, spoke of a case by proof, and now stands with others. A household that adds a case or
    leaves the registry keeps its phone.
    """
    held = set(held)
    if lost_cases(session, held):
        return still_there or not held <= set(session.held or ())
    return session.held == () and bool(held and session.verified and not held & session.verified.keys())


def is_trusted(session: Session, case_id: str | None) -> bool:
    """Whether this phone may hear of the case: never in doubt, or proved since."""
    return not session.doubted_at or session.verified.get(case_id or "", -1) >= session.doubted_at


def is_told(session: Session, ticket: Ticket) -> bool:
    """Whether this phone may hear of the ticket: filed since the doubt, or on a case proved since."""
    return ticket.created_at >= session.doubted_at or is_trusted(session, ticket.case_id)
