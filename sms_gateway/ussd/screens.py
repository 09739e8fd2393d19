"""A USSD request's turn: what was typed read against what was shown, and the reply put on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot import gestures
from bot.requests import MENU
from bot.service import GO_BACK, NEXT_PAGE, NOT_UNDERSTOOD
from sms_gateway.gsm7 import wire_text
from sms_gateway.outgoing import Outgoing
from sms_gateway.ussd.pages import Keys, Limit, pages
from sms_gateway.ussd.shown import Shown, of_external_id, standing
from storage.records import ClaimedMo, Screen, Turn

if TYPE_CHECKING:
    from bot.reply import Reply
    from nlu.understanding import Understanding

#: The dialogue that `00` leads to: it does not name itself.
_MENU = "menu"


@dataclass(frozen=True, slots=True)
class Screens:
    """Renders for the links that have USSD; `limits` maps a link to what its screens hold."""

    outgoing: Outgoing
    limits: Mapping[str, Limit] = field(default_factory=dict)

    def meaning(self, claimed: ClaimedMo) -> int | Understanding | None:
        """A page to turn to, a gesture, or None: words for the parser."""
        ussd_session, _typed = of_external_id(claimed.mo.external_id)
        shown = Shown.of(claimed.session, ussd_session)
        if shown is None:
            return gestures.DIALLED
        if shown.standing != standing(claimed.session):
            return gestures.AGAIN
        return shown.meaning(claimed.mo.text)

    def turned(self, claimed: ClaimedMo, page: int, at: int) -> Turn:
        """The turn that only shows another page of what was said."""
        ussd_session, typed = of_external_id(claimed.mo.external_id)
        shown = Shown.of(claimed.session, ussd_session)
        if shown is None:
            raise ValueError("there is no page to turn")
        turned = replace(shown, typed=typed, page=page)
        text = shown.pages[page]
        session = replace(claimed.session, screen=turned.as_json())
        goes_on = session.dialogue is not None or page < len(shown.pages) - 1
        late = self.outgoing.by_sms(claimed.mo, session, text)
        return Turn(claimed.mo_id, session, at, tier="page", screen=Screen(text, goes_on), late=late)

    def on_screen(self, claimed: ClaimedMo, turn: Turn, reply: Reply) -> Turn:
        """A turn that answers by SMS, made into one that answers on the screen.

        A receipt goes by SMS too: a screen cannot be kept.
        """
        ussd_session, typed = of_external_id(claimed.mo.external_id)
        shown = self._pages(claimed.mo.link, reply)
        kept = Shown(
            ussd_session,
            typed,
            tuple(shown),
            own_zero=reply.asked is not None and reply.asked.own_zero is not None,
            standing=standing(turn.session),
        )
        told = "\n".join(reply.lines)
        receipt = self.outgoing.by_sms(claimed.mo, reply.session, told) if reply.tickets else ()
        goes_on = reply.asked is not None or len(shown) > 1
        return replace(
            turn,
            session=replace(turn.session, screen=kept.as_json()),
            messages=receipt,
            late=() if receipt else turn.messages,
            screen=Screen(shown[0], goes_on),
        )

    def _pages(self, link: str, reply: Reply) -> list[str]:
        language = reply.session.language or self.outgoing.default_language
        said = "\n".join([*reply.lines, *((reply.footnote,) if reply.footnote else ())])
        if not said and reply.asked is None:
            said = self.outgoing.wording.line(NOT_UNDERSTOOD, language)
        asked = reply.asked and replace(reply.asked, screen=tuple(map(wire_text, reply.asked.screen)))
        limit, at_menu = self.limits.get(link, Limit()), reply.session.dialogue == _MENU
        lines = [wire_text(line) for line in said.split("\n")] if said else []
        return pages(lines, asked, self._keys(language), limit, menu=not at_menu)

    def _keys(self, language: str) -> Keys:
        more, back, menu = (self.outgoing.wording.text(text, language) for text in (NEXT_PAGE, GO_BACK, MENU))
        return Keys(more, back, menu)
