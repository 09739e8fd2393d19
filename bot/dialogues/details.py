"""Something about the household changed: which desk changes it, and a request where one is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogues.payment_access import OFFICER_TELLS, WHERE
from bot.requests import Choose, GoTo, Keep, Option
from bot.text import Plain, Text, _
from nlu.topics import topic_of

if TYPE_CHECKING:
    from collections.abc import Generator

    from bot.requests import Request
    from bot.talk import Steps, Talk

WHAT_CHANGED = _("What has changed?")
CHANGED_AT = _("{what}. The desk that changes it: {desk}.")
OWN_CHANGE = _("Go there yourself. We do not change it by message.")
#: What may change, as a line begins.
LABELS = {
    "child": _("A child: birth, arrival, departure"),
    "family": _("The family: marriage, divorce, death"),
    "school": _("A child's school"),
    "disability": _("A disability"),
    "address": _("The address"),
    "phone": _("The phone number"),
    "income": _("Income and score"),
}
CHILD = Option("child", _("A child, school"))
FAMILY = Option("family", _("The family"))
OTHER = Option("other", _("Something else"))
BIRTH = Option("child", _("Birth, arrival, departure"))
SCHOOL = Option("school", _("School"))
DISABILITY = Option("disability", _("Disability"))
ADDRESS, PHONE, INCOME = (Option(key, LABELS[key]) for key in ("address", "phone", "income"))
FURTHER = {"child": (BIRTH, SCHOOL, DISABILITY), "other": (ADDRESS, PHONE, INCOME)}
ASK_HERE = Option("request", _("Ask for it here"))


def details(talk: Talk) -> Steps:
    """Who owns the datum; nothing is changed from a phone."""
    datum: str | None = yield Keep("datum", topic_of(talk.wish, LABELS))
    datum = datum or (yield from _asked())
    known = talk.programme.guide.details.get(datum)
    options = (ASK_HERE, WHERE) if known is None or known.by_message else (WHERE,)
    if (yield Choose("desk", _desk(talk, datum), options)) == "where":
        return GoTo("find_office", {"kind": "office"})
    return GoTo("request", {"motive": "DATA", "about": datum})


def _asked() -> Generator[Request, str, str]:
    datum = yield Choose("what", (WHAT_CHANGED,), (CHILD, FAMILY, OTHER))
    if datum in FURTHER:
        datum = yield Choose("further", (WHAT_CHANGED,), FURTHER[datum])
    return datum


def _desk(talk: Talk, datum: str) -> tuple[Text, ...]:
    known = talk.programme.guide.details.get(datum)
    if known is None:
        return (OFFICER_TELLS,)
    line = CHANGED_AT(what=LABELS[datum], desk=Plain(lambda language: talk.programme.owner(datum, language)))
    return (line,) if known.by_message else (line, OWN_CHANGE)
