"""What an officer typed: read from the form, checked, and worded as the SMS that it would send."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aiohttp import web

from console.desk import Desk, NoticeKind
from console.labels import MOTIVES
from console.marks import _
from console.proxies import names_an_amount
from console.workflow import OUTCOMES, Act
from storage.records import PROXY, Outcome, Ticket

MAX_PARTS = 6
_MAX_LENGTH = 2000
_LINK = re.compile(r"https?:|www\.|\w\.(?:com|net|org|info|ma|mr|ci|ly|io)\b", re.IGNORECASE)

_NO_WORDS = _("Write what the person will read.")
_NO_SORT = _("Choose what the ticket is about.")
_NO_OUTCOME = _("Choose the outcome.")
_NO_REASON = _("Write the reason: the person has a right to it.")
_LINKED = _("We never send a link by SMS: people are told to trust none. Take it out.")
_AMOUNT = _("Somebody else filed this for the household, and may hear no amount. Take the figure out.")
_TOO_LONG = _("This is too long for an SMS. Shorten it.")
_TOO_LONG_TO_KEEP = _("This is too long. Shorten it.")
_NO_GROUNDS = _("Write why: your colleagues read it in the history.")
_NOT_HEARD = _("Write what the person told you.")

#: What an officer comes to by deciding, and what has a page of its own.
_NOT_ASKED_FOR = {Act.PROPOSE, Act.REDIRECT, Act.MERGE}
_WITHOUT_WORDS = {Act.TAKE, Act.CONFIRM, Act.CLOSE}
#: Words that stay in the history and go to no phone.
_KEPT_INSIDE = {Act.SORT, Act.HEAR, Act.RETURN, Act.REOPEN}
_NOTICES = {
    Act.ASK: NoticeKind.ASKED,
    Act.DECIDE: NoticeKind.DECIDED,
    Act.PROPOSE: NoticeKind.DECIDED,
    Act.REOPEN: NoticeKind.REOPENED,
}
_WHY = {
    Act.DECIDE: _NO_REASON,
    Act.PROPOSE: _NO_REASON,
    Act.HEAR: _NOT_HEARD,
    Act.RETURN: _NO_GROUNDS,
    Act.REOPEN: _NO_GROUNDS,
}

#: Acts whose words the phone reads; a decision's reason is not sent to who filed for somebody.
_GOES_AS_WRITTEN = {Act.REPLY, Act.ASK}


class Step(StrEnum):
    """Look at the SMS, send it, or go back to the words."""

    PREVIEW = "preview"
    SEND = "send"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Draft:
    """An act not yet done.

    `words` are the reply, the question or the decision's reason; `motive` is what sorting makes of the
    ticket; `step` says what the officer pressed.
    """

    act: Act
    words: str
    outcome: Outcome | None
    version: int
    step: Step
    motive: str | None = None


def read_draft(form: Mapping[str, Any]) -> Draft:
    """The draft that a form holds. Raises `HTTPBadRequest` where it is no form of ours."""
    try:
        act, version = Act(form.get("act", "")), int(form.get("version", ""))
        step = Step(form.get("step", Step.PREVIEW))
        outcome = Outcome(form["outcome"]) if act is Act.DECIDE and form.get("outcome") else None
    except (ValueError, TypeError):
        raise web.HTTPBadRequest from None
    if act in _NOT_ASKED_FOR or (outcome is not None and outcome not in OUTCOMES):
        raise web.HTTPBadRequest
    motive = str(form.get("motive", "")) if act is Act.SORT else None
    if motive and motive not in MOTIVES:
        raise web.HTTPBadRequest
    return Draft(act, plain_words(form.get("words", "")), outcome, version, step, motive)


def plain_words(typed: object) -> str:
    """Typed text, composed, without control characters, with plain line ends."""
    text = unicodedata.normalize("NFC", typed if isinstance(typed, str) else "")
    lines = text[: _MAX_LENGTH * 2].replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c == "\n" or unicodedata.category(c) != "Cc").strip()


def sms_of(draft: Draft, ticket: Ticket, desk: Desk) -> str:
    """The exact SMS that the act sends; "" where it sends none."""
    if draft.act is Act.REPLY:
        return draft.words
    if draft.act in {Act.CONFIRM, Act.CLOSE}:
        return (confirming_sms if draft.act is Act.CONFIRM else closing_sms)(ticket, desk)
    kind = _NOTICES.get(draft.act)
    return desk.notice(ticket, kind, outcome=draft.outcome, reason=draft.words) if kind else ""


def closing_sms(ticket: Ticket, desk: Desk) -> str:
    """The SMS that closing this ticket sends."""
    return desk.notice(ticket, NoticeKind.CLOSED, outcome=ticket.outcome, reason=ticket.reason or "")


def confirming_sms(ticket: Ticket, desk: Desk) -> str:
    """The SMS that confirming the decision proposed on this ticket sends."""
    return desk.notice(ticket, NoticeKind.DECIDED, outcome=ticket.outcome, reason=ticket.reason or "")


def problem_of(draft: Draft, ticket: Ticket, desk: Desk) -> str | None:
    """Why this draft cannot be sent, as a message id; None where it can."""
    if draft.act in _WITHOUT_WORDS:
        return None
    if missing := _missing(draft):
        return missing
    if draft.act in _KEPT_INSIDE:
        return _TOO_LONG_TO_KEEP if len(draft.words) > _MAX_LENGTH else None
    if _LINK.search(draft.words):
        return _LINKED
    return _AMOUNT if _tells_a_proxy(draft, ticket) else _length_of(draft, ticket, desk)


def _tells_a_proxy(draft: Draft, ticket: Ticket) -> bool:
    by_proxy = PROXY in ticket.subject and draft.act in _GOES_AS_WRITTEN
    return by_proxy and names_an_amount(draft.words)


def _length_of(draft: Draft, ticket: Ticket, desk: Desk) -> str | None:
    if len(draft.words) > _MAX_LENGTH or desk.measure(sms_of(draft, ticket, desk)).parts > MAX_PARTS:
        return _TOO_LONG
    return None


def _missing(draft: Draft) -> str | None:
    """What the act needs and the form does not hold."""
    if draft.act is Act.SORT:
        return None if draft.motive else _NO_SORT
    if draft.act is Act.DECIDE and draft.outcome is None:
        return _NO_OUTCOME
    return None if draft.words else _WHY.get(draft.act, _NO_WORDS)
