"""An SMS as it is shown before it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from console.acts import outgoing
from console.keys import DESK, WORDS
from console.marks import _

if TYPE_CHECKING:
    from aiohttp import web

    from console.workflow import Act
    from storage.records import Ticket


_NO_PHONE = _("No phone hears of it: print it for the person.")


@dataclass(frozen=True, slots=True)
class Sms:
    """An SMS to look at before it is sent: its exact text, and what it takes in plain words."""

    text: str
    cost: str


def sms_shown(request: web.Request, ticket: Ticket, act: Act, text: str) -> Sms | None:
    """The SMS of an act as it stands on the wire; None where none is sent."""
    if not text:
        return None
    desk = request.app[DESK]
    exact, words = outgoing(act, ticket, text, desk).text, request[WORDS]
    return Sms(exact, words.cost(desk.measure(exact)) if ticket.phone else words.gettext(_NO_PHONE))
