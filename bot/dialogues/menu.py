"""What can be asked, numbered; and what this service is not for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.requests import SUSPENDED, Choose, GoTo, Option, Say
from bot.text import _
from nlu.understanding import Intent

if TYPE_CHECKING:
    from bot.talk import Steps, Talk

SEND_A_NUMBER = _("Send a number:")
OUT_OF_SCOPE = _("We only answer about your aid.")
NOT_HERE_YET = _("We do not answer this by message yet.")

STATUS = Option("status", _("My application"), Intent.APPLICATION_STATUS)
AMOUNT = Option("amount", _("My amount"), Intent.AMOUNT_EXPLANATION)
RECOURS = Option("recours", _("Contest or follow"), Intent.FILE_RECOURSE)
OFFICER = Option("offer_officer", _("Speak to an officer"), Intent.SPEAK_TO_OFFICER)
CONTINUE = Option(SUSPENDED, _("Go on with my message"))


def menu(talk: Talk) -> Steps:
    """Three wishes and an officer; a dialogue that was interrupted comes first."""
    options = (CONTINUE, STATUS, RECOURS) if talk.arguments.get("suspended") else (STATUS, AMOUNT, RECOURS)
    chosen = yield Choose("menu", (SEND_A_NUMBER,), options, zero=OFFICER)
    return GoTo(chosen)


def out_of_scope(_talk: Talk) -> Steps:
    """What has nothing to do with the aid."""
    yield Say(OUT_OF_SCOPE)
    return GoTo("menu")


def not_here_yet(_talk: Talk) -> Steps:
    """A wish about the aid that no dialogue serves yet: an officer does."""
    yield Say(NOT_HERE_YET)
    return GoTo("offer_officer")
