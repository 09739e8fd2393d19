"""The money is there and cannot be fetched: card, code, SIM, name, counter, fee; what to do where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.requests import Choose, GoTo, Keep, Option
from bot.text import Plain, Text, _
from nlu.topics import topic_of

if TYPE_CHECKING:
    from collections.abc import Generator

    from bot.requests import Request
    from bot.talk import Steps, Talk
    from programmes.guide import Step

TOPICS = ("card", "code", "sim", "name", "counter", "fee")
WHAT_TROUBLE = _("What is the trouble?")
CARD = Option("card", _("Card or code"))
SIM = Option("sim", _("SIM or phone number"))
AT_THE_COUNTER = Option("at_counter", _("The counter"))
NAME = Option("name", _("My name is not accepted"))
FEE = Option("fee", _("Money was taken from me"))
COUNTER = Option("counter", _("The counter does not pay"))

ADVICE = _("{advice}")
OFFICER_TELLS = _("An officer has to tell you what to do.")
NOT_SOLVED = Option("request", _("It is not solved"))
TELL_US = Option("request", _("Tell us"))
WHERE = Option("where", _("Where is that?"))


def payment_access(talk: Talk) -> Steps:
    """The programme's advice; what it does not solve becomes a ticket."""
    trouble: str | None = yield Keep("trouble", topic_of(talk.wish, TOPICS))
    trouble = trouble or (yield from _asked())
    step = talk.programme.guide.access.get(trouble)
    ticket = TELL_US if trouble == FEE.key else NOT_SOLVED
    options = (ticket, WHERE) if step and step.desk else (ticket,)
    if (yield Choose("advice", _advice(step), options)) == "where" and step and step.desk:
        return GoTo("find_office", {"kind": str(step.desk)})
    case = {name: talk.arguments[name] for name in ("case",) if name in talk.arguments}
    return GoTo("request", {"motive": "PAYMENT", "about": trouble, **case})


def _asked() -> Generator[Request, str, str]:
    trouble = yield Choose("trouble_kind", (WHAT_TROUBLE,), (CARD, SIM, AT_THE_COUNTER))
    if trouble == "at_counter":
        trouble = yield Choose("counter_kind", (WHAT_TROUBLE,), (NAME, FEE, COUNTER))
    return trouble


def _advice(step: Step | None) -> tuple[Text, ...]:
    return (OFFICER_TELLS,) if step is None else (ADVICE(advice=Plain(lambda language: step.says[language])),)
