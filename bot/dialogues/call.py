"""When an officer may call: asked behind the receipt of a call-back, and of what nobody else may know about.

Both read the same, word for word, so that whoever picks up the phone learns nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.dialogues.receipt import named, receipt
from bot.requests import Choose, Option, Say, SetCall, Words
from bot.text import Text, _

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from bot.requests import Request
    from bot.talk import Talk
    from storage.records import Ticket

WHEN = _("When may we call you?")
OFFICE_HOURS = _("Our hours: {hours}.")
CALL_US = _("You may call us too: {phone}.")
URGENT = _("Urgent? Call {numbers}.")
MORNING = Option("morning", _("Morning"))
AFTERNOON = Option("afternoon", _("Afternoon"))
NEVER = Option("never", _("Do not call"))
WORDS_KEPT = _("Noted: the officer reads it before calling.")
#: What is answered to each choice.
HOURS = {
    "morning": _("Noted: we call in the morning only."),
    "afternoon": _("Noted: we call in the afternoon only."),
    "never": _("Noted: we do not call. Write to us here whenever you can."),
}


def receipt_and_call(
    talk: Talk, filed: dict[str, Any], tickets: Iterable[Ticket]
) -> Generator[Request, Any, None]:
    """The receipt of a ticket, then the hour at which a call is safe; `tickets` are the phone's by now."""
    yield receipt(talk, filed)
    yield from ask_hour(talk, filed["reference"], tickets)


def ask_hour(talk: Talk, reference: str, tickets: Iterable[Ticket]) -> Generator[Request, Any, None]:
    """The hour, for a ticket that is there."""
    hour = yield Choose("hour", _question(talk), (MORNING, AFTERNOON, NEVER), no="never", or_unclear=True)
    ticket = named(tickets, reference)  # not as it was filed: an officer may have decided meanwhile
    if isinstance(hour, Words):
        yield SetCall("words", reference, words=hour.text)
        yield Say(WORDS_KEPT)
    else:
        if ticket is None:
            yield SetCall("call", reference, words=hour)
        else:
            yield SetCall("call", reference, hour, ticket.subject, talk.story, ticket.version)
        yield Say(HOURS[hour])
    if hour != NEVER.key and talk.programme.guide.call_hours:
        yield Say(OFFICE_HOURS(hours=talk.programme.guide.call_hours))
    if talk.programme.call_centre:
        yield Say(CALL_US(phone=talk.programme.call_centre))


def _question(talk: Talk) -> tuple[Text, ...]:
    numbers = talk.programme.guide.urgent
    return (URGENT(numbers=", ".join(numbers)), WHEN) if numbers else (WHEN,)
