"""What is done in one line: language, stop, start, thanks, scam."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.languages import nearest_offered
from bot.requests import Choose, Note, Option, Remember, Say
from bot.text import Text, _

if TYPE_CHECKING:
    from bot.talk import Steps, Talk

#: Each in its own letters, for whoever cannot read the other: the one message that costs UCS-2 in French too.
LANGUAGES = {"fr": _("Francais"), "ar": _("العربية"), "ary_Latn": _("Darija")}
WHICH_LANGUAGE = _("Language / اللغة")
LANGUAGE_IS_KEPT = _("From now on we answer in English.")

STOPPED = _(
    "Noted: we will no longer write first. You still get answers and decisions. To undo it, send START."
)
STARTED = _("Noted: we may write to you again.")
WELCOME = _("You are welcome.")
SCAM = _(
    "No, that is not us. We never send a link and never ask for a code. Do not answer, do not open it."
    " Thank you for telling us.",
    wide=3,
)


def language(talk: Talk) -> Steps:
    """The language named, else a choice among those that the programme offers."""
    offered = talk.programme.languages
    wanted = nearest_offered(talk.arguments.get("language"), offered)
    if wanted is None:
        options = tuple(Option(key, label) for key, label in LANGUAGES.items() if key in offered)
        wanted = yield Choose("language", (WHICH_LANGUAGE,), options)
    yield Remember("remember", language=wanted)
    yield Say(LANGUAGE_IS_KEPT)
    return None


def stop(_talk: Talk) -> Steps:
    """Silences what the service starts by itself; answers and decisions still come."""
    yield Remember("stop", opted_out=True)
    yield Say(STOPPED)
    return None


def start(_talk: Talk) -> Steps:
    """Takes `stop` back."""
    yield Remember("start", opted_out=False)
    yield Say(STARTED)
    return None


def thanks(_talk: Talk) -> Steps:
    """Polite, and no more."""
    return (yield from _one_line(WELCOME))


def scam(_talk: Talk) -> Steps:
    """Never a link, never a code; counted, for those who warn the public."""
    yield Note("scam", "scam")
    return (yield from _one_line(SCAM))


def _one_line(text: Text) -> Steps:
    yield Say(text)
    return None
