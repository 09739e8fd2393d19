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
from console.marks import _
from console.workflow import OUTCOMES, Act
from storage.records import Outcome, Ticket

MAX_PARTS = 6
_MAX_LENGTH = 2000
_LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|net|org|info|ma|mr|ci|ly|io)\b", re.IGNORECASE)

_NO_WORDS = _("Write what the person will read.")
_NO_OUTCOME = _("Choose the outcome.")
_NO_REASON = _("Write the reason: the person has a right to it.")
_LINKED = _("We never send a link by SMS: people are told to trust none. Take it out.")
_TOO_LONG = _("This is too long for an SMS. Shorten it.")


class Step(StrEnum):
    """Look at the SMS, send it, or go back to the words."""

    PREVIEW = "preview"
    SEND = "send"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Draft:
    """An act not yet done.

    `words` are the reply, the question or the decision's reason; `step` says what the officer pressed.
    """

    act: Act
    words: str
    outcome: Outcome | None
    version: int
    step: Step


def read_draft(form: Mapping[str, Any]) -> Draft:
    """The draft that a form holds. Raises `HTTPBadRequest` where it is no form of ours."""
    try:
        act, version = Act(form.get("act", "")), int(form.get("version", ""))
        step = Step(form.get("step", Step.PREVIEW))
        outcome = Outcome(form["outcome"]) if act is Act.DECIDE and form.get("outcome") else None
    except (ValueError, TypeError):
        raise web.HTTPBadRequest from None
    if outcome is not None and outcome not in OUTCOMES:
        raise web.HTTPBadRequest
    return Draft(act, plain_words(form.get("words", "")), outcome, version, step)


def plain_words(typed: object) -> str:
    """Typed text, composed, without control characters, with plain line ends."""
    text = unicodedata.normalize("NFC", typed if isinstance(typed, str) else "")
    lines = text[: _MAX_LENGTH * 2].replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c == "\n" or unicodedata.category(c) != "Cc").strip()


def sms_of(draft: Draft, ticket: Ticket, desk: Desk) -> str:
    """The exact SMS that the act sends; "" where it sends none."""
    match draft.act:
        case Act.REPLY:
            return draft.words
        case Act.ASK:
            return desk.notice(ticket, NoticeKind.ASKED, outcome=None, reason=draft.words)
        case Act.DECIDE:
            return desk.notice(ticket, NoticeKind.DECIDED, outcome=draft.outcome, reason=draft.words)
        case Act.CLOSE:
            return closing_sms(ticket, desk)
    return ""


def closing_sms(ticket: Ticket, desk: Desk) -> str:
    """The SMS that closing this ticket sends."""
    return desk.notice(ticket, NoticeKind.CLOSED, outcome=ticket.outcome, reason=ticket.reason or "")


def problem_of(draft: Draft, ticket: Ticket, desk: Desk) -> str | None:
    """Why this draft cannot be sent, as a message id; None where it can."""
    if draft.act in {Act.TAKE, Act.CLOSE}:
        return None
    if draft.act is Act.DECIDE and draft.outcome is None:
        return _NO_OUTCOME
    if not draft.words:
        return _NO_REASON if draft.act is Act.DECIDE else _NO_WORDS
    if _LINK.search(draft.words):
        return _LINKED
    if len(draft.words) > _MAX_LENGTH or desk.measure(sms_of(draft, ticket, desk)).parts > MAX_PARTS:
        return _TOO_LONG
    return None
