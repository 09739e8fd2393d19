"""Offers to take up what another request, or a cut line, interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.kept import unsent_words
from bot.requests import MENU, SUSPENDED, Choose, GoTo, Option, Remember, Say
from bot.text import _

if TYPE_CHECKING:
    from bot.kept import Kept
    from bot.talk import Steps, Talk

UNFINISHED = _("Your message is not sent yet.")
CONTINUE = Option("continue", _("Go on"))
DROP = Option("drop", _("Drop it"))
DROPPED = _("It is dropped.")
TO_MENU = Option("menu", MENU)

#: What a dialogue was doing when the line was cut; one that is not here is simply begun anew.
CUT_OFF = {
    "recours": _("You were contesting."),
    "follow_up": _("You were following your message."),
    "withdraw": _("You were withdrawing your message."),
    "question": _("An officer waits for your answer."),
}
#: The same, where it is known what was contested.
CUT_OFF_CONTESTING = {
    "ELIGIBILITY": _("You were contesting: decision."),
    "AMOUNT": _("You were contesting: amount."),
    "PAYMENT": _("You were contesting: payment."),
    "DATA": _("You were contesting: data."),
}


def resume(talk: Talk) -> Steps:
    """Goes on, or lets it go; `0` leaves it for later."""
    if "cut_off" in talk.arguments:
        return (yield from _after_a_cut(talk))
    if (yield Choose("resume", (UNFINISHED,), (CONTINUE, DROP), yes="continue", no="drop")) == "continue":
        return GoTo(SUSPENDED)
    yield Remember("drop", let_go=True)
    yield Say(DROPPED)
    return None


def cut_off(kept: Kept) -> dict[str, Any]:
    """The arguments of `resume` after a cut; empty where there is nothing worth going on with."""
    words = bool(unsent_words(kept.journal))
    if kept.dialogue not in CUT_OFF and not words:
        return {}
    known = {**dict(kept.journal), **kept.arguments}
    motives = (known.get(name) for name in ("motive_of_story", "motive"))
    motive = next((one for one in motives if isinstance(one, str)), None)
    return {"cut_off": kept.dialogue, "motive": motive, "words": words}


def _after_a_cut(talk: Talk) -> Steps:
    """Whoever takes the menu instead loses nothing but the place; words already written are kept."""
    known = CUT_OFF_CONTESTING.get(talk.arguments["motive"] or "")
    line = known or CUT_OFF.get(talk.arguments["cut_off"], UNFINISHED)
    if (yield Choose("cut_off", (line,), (CONTINUE, TO_MENU), yes="continue", no="menu")) == "continue":
        return GoTo(SUSPENDED)
    if not talk.arguments["words"]:
        yield Remember("let_go", let_go=True)
    return GoTo("menu")
