"""Offers to take up what another request interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.requests import SUSPENDED, Choose, GoTo, Option, Remember, Say
from bot.text import _

if TYPE_CHECKING:
    from bot.talk import Steps, Talk

UNFINISHED = _("Your message is not sent yet.")
CONTINUE = Option("continue", _("Go on"))
DROP = Option("drop", _("Drop it"))
DROPPED = _("It is dropped.")


def resume(_talk: Talk) -> Steps:
    """Goes on, or lets it go; `0` leaves it for later."""
    if (yield Choose("resume", (UNFINISHED,), (CONTINUE, DROP), yes="continue", no="drop")) == "continue":
        return GoTo(SUSPENDED)
    yield Remember("drop", let_go=True)
    yield Say(DROPPED)
    return None
