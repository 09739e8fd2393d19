"""Makes of what is said the turn that is kept: words for the wire, the link, the screen where one waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from sms_gateway.outgoing import Outgoing
from sms_gateway.ussd.screens import Screens
from storage.records import ClaimedMo, MoKind, Turn

if TYPE_CHECKING:
    from bot.reply import Reply
    from nlu.understanding import Understanding


@dataclass(frozen=True, slots=True)
class Composer:
    """Composes turns, the words made by `outgoing`, the screens by `screens`."""

    outgoing: Outgoing
    screens: Screens

    def turn(self, claimed: ClaimedMo, reply: Reply, heard: Understanding, at: int) -> Turn:
        """The turn that says `reply` to a message `heard` so."""
        mo = claimed.mo
        link = mo.recipient if mo.kind is MoKind.WAKEUP else mo.link
        turn = Turn(
            claimed.mo_id,
            reply.session,
            at,
            messages=self.outgoing.replies(mo, reply),
            tickets=tuple(replace(ticket, link=link) for ticket in reply.tickets),
            changes=reply.changes,
            audit=reply.audit,
            wakeups=tuple(replace(wakeup, link=link) for wakeup in reply.wakeups),
            ratings=reply.ratings,
            intent=heard.intent or heard.guess or "",
            confidence=heard.confidence,
            tier=heard.tier,
        )
        return self.screens.on_screen(claimed, turn, reply) if mo.kind is MoKind.USSD else turn
