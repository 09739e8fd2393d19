"""When an officer may call: asked behind the receipt of a call-back, and of what nobody else may know about.

Both read the same, word for word, so that whoever picks up the phone learns nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.dialogues.receipt import receipt
from bot.requests import Choose, Option, Say, SetCall, Words
from bot.text import Text, _

if TYPE_CHECKING:
    from collections.abc import Generator

    from bot.requests import Request
    from bot.talk import Talk

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
    talk: Talk, filed: dict[str, Any], subject: dict[str, Any]
) -> Generator[Request, Any, None]:
    """The receipt of a ticket, then the hour at which a call is safe; `subject` is the ticket's."""
    yield receipt(talk, filed)
    yield from ask_hour(talk, filed["reference"], subject)


def ask_hour(talk: Talk, reference: str, subject: dict[str, Any]) -> Generator[Request, Any, None]:
    """The hour, for a ticket that is there."""
    hour = yield Choose("hour", _question(talk), (MORNING, AFTERNOON, NEVER), no="never", or_unclear=True)
    if isinstance(hour, Words):
        yield SetCall("words", reference, "", subject, hour.text)
        yield Say(WORDS_KEPT)
    else:
        yield SetCall("call", reference, hour, subject, talk.story)
        yield Say(HOURS[hour])
    if hour != NEVER.key and talk.programme.guide.call_hours:
        yield Say(OFFICE_HOURS(hours=talk.programme.guide.call_hours))
    if talk.programme.call_centre:
        yield Say(CALL_US(phone=talk.programme.call_centre))


def _question(talk: Talk) -> tuple[Text, ...]:
    numbers = talk.programme.guide.urgent
    return (URGENT(numbers=", ".join(numbers)), WHEN) if numbers else (WHEN,)
