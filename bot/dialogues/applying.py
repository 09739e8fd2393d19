"""How to apply: the conditions in three lines, the papers, where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogues.payment_access import OFFICER_TELLS
from bot.requests import Choose, GoTo, Keep, Option
from bot.text import Plain, _
from nlu.topics import topic_of
from nlu.understanding import Intent

if TYPE_CHECKING:
    from bot.talk import Steps, Talk
    from programmes.wording import Words

CONDITION = _("- {condition}")
PAPERS_ARE = _("Papers: {papers}")
WHERE_IS = _("{where}")
PAPERS = Option("papers", _("The papers"))
WHERE = Option("where", _("Where to apply"))
CONDITIONS = Option("conditions", _("The conditions"))
NEAREST = Option("nearest", _("The nearest desk"), Intent.FIND_OFFICE)


def applying(talk: Talk) -> Steps:
    """Needs no file: who asks has none yet. Each answer leads to the two others."""
    guide = talk.programme.guide
    if not guide.conditions:
        yield Choose("unknown", (OFFICER_TELLS,), (NEAREST,))
        return GoTo("find_office")
    asked: str | None = yield Keep("asked", topic_of(talk.wish, {PAPERS.key, WHERE.key}))
    shown = asked or CONDITIONS.key
    while True:
        lines = {
            "conditions": tuple(CONDITION(condition=_words(one)) for one in guide.conditions),
            "papers": (PAPERS_ARE(papers=_words(guide.papers)),) if guide.papers else (OFFICER_TELLS,),
            "where": (WHERE_IS(where=_words(guide.where)),) if guide.where else (OFFICER_TELLS,),
        }
        others = tuple(option for option in (CONDITIONS, PAPERS, WHERE) if option.key != shown)
        options = (*others, NEAREST) if shown == "where" else others
        shown = yield Choose("shown", lines[shown], options)
        if shown == "nearest":
            return GoTo("find_office", {"kind": "office"})


def _words(words: Words) -> Plain:
    return Plain(lambda language: words[language])
