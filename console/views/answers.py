"""One answer to the tickets of a cause: each SMS is shown first, what became of each is told plainly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from console.answering import ACTS, Answer, Answering, Fate, Line, total
from console.causes import MOST
from console.drafts import plain_words
from console.keys import DESK, OFFICER, SETTINGS, STORE
from console.marks import _
from console.numbers import number_in
from console.pages import render
from console.views.causes import cause_of, cause_page, workable
from console.workflow import OUTCOMES, Act
from storage.records import Outcome
from storage.records.casework import Cause

if TYPE_CHECKING:
    from multidict import MultiDictProxy

_NO_OUTCOME = _("Choose the outcome.")


async def answer(request: web.Request) -> web.Response:
    """Show each person's SMS with what it takes; or send them, and tell what became of each ticket."""
    cause, form = await cause_of(request), await request.post()
    chosen = _answer(form)
    if chosen is None or (chosen.act is Act.DECIDE and chosen.outcome is None):
        return await cause_page(request, cause, answer=chosen, problem=_NO_OUTCOME, status=422)
    if form.get("step") == "change":
        return await cause_page(request, cause, answer=chosen)
    app = request.app
    now, undo = app[SETTINGS].now(), app[SETTINGS].undo
    answering = Answering(chosen, request[OFFICER], now, app[STORE], app[DESK], undo=undo)
    sends = form.get("step") == "send"
    lines = await (_sent(request, answering, form, cause) if sends else _looked_at(request, answering, cause))
    return await render(
        request,
        "cause_answer.html",
        cause=cause,
        answer=chosen,
        sent=sends,
        lines=sorted(lines, key=lambda line: line.fate is not Fate.LEFT),
        going=[line for line in lines if line.fate is not Fate.LEFT],
        total=total(lines),
    )


async def _looked_at(request: web.Request, answering: Answering, cause: Cause) -> list[Line]:
    return [await answering.look(ticket) for ticket in await workable(request, cause)]


async def _sent(
    request: web.Request, answering: Answering, form: MultiDictProxy[Any], cause: Cause
) -> list[Line]:
    """One after the other: what stands against one keeps no other waiting."""
    lines = []
    for choice in form.getall("ticket", [])[:MOST]:
        reference, _dot, version = str(choice).partition(".")
        if await request.app[STORE].cause_of(reference) == cause.cause_id:
            lines.append(await answering.do(reference, number_in(version) or 0))
    return [line for line in lines if line is not None]


def _answer(form: MultiDictProxy[Any]) -> Answer | None:
    """The answer in a form; None where it is none of ours. Words stand in a field for each language."""
    try:
        act = Act(str(form.get("act", "")))
        outcome = Outcome(str(form["outcome"])) if act is Act.DECIDE and form.get("outcome") else None
    except ValueError:
        return None
    if act not in ACTS or (outcome is not None and outcome not in OUTCOMES):
        return None
    fields = {name.removeprefix("words_"): name for name in form if name.startswith("words_")}
    return Answer(act, {tongue: plain_words(form[name]) for tongue, name in fields.items()}, outcome)
