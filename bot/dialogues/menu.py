"""What can be asked, numbered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.requests import SUSPENDED, Choose, GoTo, Option
from bot.service import SEND_A_NUMBER
from bot.text import _
from nlu.understanding import Intent

if TYPE_CHECKING:
    from bot.talk import Steps, Talk

SOCIAL_AID = _("Social aid")

STATUS = Option("status", _("My application"), Intent.APPLICATION_STATUS)
AMOUNT = Option("amount", _("My amount"), Intent.AMOUNT_EXPLANATION)
RECOURS = Option("recours", _("Contest or follow"), Intent.FILE_RECOURSE, brief=_("Contest"))
FOLLOW = Option("follow_up", _("Follow"), Intent.TICKET_FOLLOWUP)
#: Worded in the letters of the other languages, for whoever cannot read this one.
LANGUAGE = Option("language", _("Another language"), Intent.CHANGE_LANGUAGE)
OFFICER = Option("offer_officer", _("Speak to an officer"), Intent.SPEAK_TO_OFFICER, brief=_("Officer"))
CONTINUE = Option(SUSPENDED, _("Go on with my message"))


def menu(talk: Talk) -> Steps:
    """Three wishes and an officer, on a screen two more; a dialogue that was interrupted comes first."""
    suspended = talk.arguments.get("suspended")
    options = (CONTINUE, STATUS, RECOURS) if suspended else (STATUS, AMOUNT, RECOURS)
    more = (AMOUNT, FOLLOW, LANGUAGE) if suspended else (FOLLOW, LANGUAGE)
    heading = SOCIAL_AID if talk.arguments.get("titled") else SEND_A_NUMBER
    chosen = yield Choose("menu", (heading,), options, zero=OFFICER, more=more)
    return GoTo(chosen)
