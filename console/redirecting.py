"""What is told of a ticket that another desk answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.desk import NoticeKind
from console.keys import DESK, SETTINGS
from console.words import LANGUAGES, words_in
from storage.records import Outcome

if TYPE_CHECKING:
    from aiohttp import web

    from storage.records import Ticket


def told_of(request: web.Request, ticket: Ticket, key: str, due: int, why: str) -> tuple[str, str]:
    """The reason that is kept, which names the desk and its day, and the SMS around it."""
    desk, settings = request.app[DESK], request.app[SETTINGS]
    tongue = ticket.language if ticket.language in LANGUAGES else "fr"
    words = words_in(tongue, settings.country, settings.timezone)
    named = desk.rules.desks(ticket.language)[key]
    reason = f"{named}, {words.day(due)}. {why}"
    return reason, desk.notice(ticket, NoticeKind.DECIDED, outcome=Outcome.REDIRECTED, reason=reason)
