"""How one was served, asked once after a ticket is closed; kept apart from the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogues.receipt import SENSITIVE, named
from bot.requests import Choose, Option, Rate, Say, TicketsOf, Words
from bot.text import Reference, _
from storage.records import TicketState

if TYPE_CHECKING:
    from bot.talk import Steps, Talk

HOW_SERVED = _("{reference} is closed. How were you served?")
SCORES = (
    Option("1", _("Very badly")),
    Option("2", _("Badly")),
    Option("3", _("So so")),
    Option("4", _("Well")),
    Option("5", _("Very well")),
)
WHY = _("Thank you. Why? Tell us in a few words.")
NOTHING = Option("nothing", _("Nothing to add"))
THANKS = _("Thank you, it helps us do better.")


def satisfaction(talk: Talk) -> Steps:
    """The score counts at once; the word may follow or not. A sensitive ticket is not spoken of."""
    ticket = named((yield TicketsOf()), talk.arguments["reference"])
    if ticket is None or ticket.state is not TicketState.CLOSED or ticket.motive == SENSITIVE:
        return None
    reference = ticket.reference
    score = int((yield Choose("score", (HOW_SERVED(reference=Reference(reference)),), SCORES)))
    yield Rate("rate", reference, score)
    said = yield Choose("word", (WHY,), (), zero=NOTHING, or_words=True, no="nothing")
    if isinstance(said, Words):
        yield Rate("rate_word", reference, score, said.text)
    yield Say(THANKS)
    return None
