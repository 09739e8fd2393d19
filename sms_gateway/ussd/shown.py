"""What a phone's USSD session shows, as the session row keeps it; and what a hop typed into it means."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import orjson
from msgspec import Struct

from bot import gestures
from sms_gateway.ussd.pages import BACK, MENU, NEXT

if TYPE_CHECKING:
    from nlu.understanding import Understanding
    from storage.records import Session

#: What a first request may bring with it (`*555*1*2#`); more is cut.
MOST_SHORTCUTS = 8
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_NEXT = {NEXT, "n", "N"}


class Shown(Struct, frozen=True):
    """The screen of one USSD session.

    `typed` is everything typed so far, as the provider joins it with `*`; `page` counts from 0; `own_zero`
    tells that `0` is a choice of the question's own; `standing` is where the conversation stood then.
    """

    session: str
    typed: str
    pages: tuple[str, ...]
    page: int = 0
    own_zero: bool = False
    standing: str = ""

    @classmethod
    def of(cls, session: Session, ussd_session: str) -> Shown | None:
        """What this USSD session shows; None where it begins."""
        kept = session.screen
        if kept is None or kept["session"] != ussd_session:
            return None
        return cls(**{**kept, "pages": tuple(kept["pages"])})

    def as_json(self) -> dict[str, Any]:
        """The form in which a session's `screen` holds it."""
        return {
            "session": self.session,
            "typed": self.typed,
            "pages": list(self.pages),
            "page": self.page,
            "own_zero": self.own_zero,
            "standing": self.standing,
        }

    def meaning(self, typed: str) -> int | Understanding | None:
        """A page to turn to, a gesture, or None: words for the parser."""
        key = typed.strip().translate(_DIGITS)
        last = self.page == len(self.pages) - 1
        if key in _NEXT and not last:
            return self.page + 1
        if key == MENU:
            return gestures.MENU
        if key != BACK or (last and self.own_zero):
            return None
        if self.page:
            return self.page - 1
        return None if self.own_zero else gestures.BACK


def standing(session: Session) -> str:
    """A mark of the open question: an SMS may move on what a screen still asks."""
    stands = orjson.dumps([session.dialogue, session.arguments, session.journal])
    return blake2b(stands, digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Hop:
    """One thing typed: `words`, and all that was `typed` by then; both empty where the code was dialled."""

    typed: str
    words: str


def new_hops(before: str | None, typed: str) -> list[Hop]:
    """What a request adds to what was typed `before` (None: the session is new).

    Free text may hold `*`, so it is never split, but for what is dialled together with the code.
    """
    if before is None:
        parts = typed.split("*")[:MOST_SHORTCUTS] if typed else []
        later = [Hop("*".join(parts[: number + 1]), part) for number, part in enumerate(parts)]
        return [Hop("", ""), *later]
    if before and not typed.startswith(f"{before}*"):
        return [Hop(typed, typed.rpartition("*")[2])]
    return [Hop(typed, typed[len(before) + 1 :] if before else typed)]


def external_id(session: str, typed: str) -> str:
    """A request's own id: its session's, which holds no `*`, and all that was typed by then."""
    return f"{session}*{typed}"


def of_external_id(given: str) -> tuple[str, str]:
    """The session's id, and what was typed."""
    session, _star, typed = given.partition("*")
    return session, typed
