"""What is told of a ticket that another desk answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.desk import NoticeKind
from console.keys import DESK, SETTINGS
from storage.records import Outcome

if TYPE_CHECKING:
    from aiohttp import web

    from console.rulebook import Rulebook
    from storage.records import Ticket


def told_of(request: web.Request, ticket: Ticket, key: str, due: int, why: str) -> tuple[str, str]:
    """The reason that is kept, which names the desk and its day, and the SMS around it."""
    desk, now = request.app[DESK], request.app[SETTINGS].now()
    reason = reason_of(desk.rules, ticket.language, key, desk.rules.day(due, now, ticket.language), why)
    return reason, desk.notice(ticket, NoticeKind.DECIDED, outcome=Outcome.REDIRECTED, reason=reason)


def reason_of(rules: Rulebook, language: str, key: str, day: str, why: str) -> str:
    """To whom, until when, and why, in the person's language."""
    comma = "،" if language == "ar" else ","
    return f"{rules.desks(language)[key]}{comma} {day}. {why}"
