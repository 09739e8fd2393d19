"""What a ticket page tells about the steps of the lifecycle: the proposal, the way back, sorting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from console.drafts import confirming_sms
from console.keys import DESK, OFFICER, SETTINGS, STORE, WORDS
from console.labels import MOTIVES
from console.previews import sms_shown
from console.reopening import still_open
from console.second_officer import proposed_by
from console.workflow import Act
from storage.records import TicketState

if TYPE_CHECKING:
    from aiohttp import web

    from storage.records import Ticket


async def steps(request: web.Request, ticket: Ticket) -> dict[str, Any]:
    """The context of steps.html."""
    desk, now = request.app[DESK], request.app[SETTINGS].now()
    proposer = await proposed_by(request.app[STORE], ticket)
    proposed = ticket.state is TicketState.PROPOSED
    sms = confirming_sms(ticket, desk) if proposed else ""
    return {
        "proposer": proposer,
        "confirming": sms_shown(request, ticket, Act.CONFIRM, sms),
        "confirms": proposed and proposer != request[OFFICER].login,
        "reopens": still_open(ticket, desk.rules, now),
        "motives": tuple(MOTIVES),
        "desks": desk.rules.desks(request[WORDS].language),
        "desk_due": desk.rules.desk_due(now),
    }
