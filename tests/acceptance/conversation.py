"""A conversation as its YAML file tells it; what is written wrongly there is told in one sentence.

README.md beside this file describes the format to whoever writes conversations.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

FOLDER = Path(__file__).with_name("conversations")
NEEDED = {"story", "phone", "language", "lines"}
HEAD = NEEDED | {"channel"}
CHANNELS = ("phone", "kannel", "africastalking")
#: What happens around the phone, which gets no answer to it.
AROUND = {"association lists", "association drops"}
#: What the person does (texts, dials a code, types into the screen that it opened), or an officer with the ticket.
DOES = {
    "person",
    "person dials",
    "person types",
    "officer asks",
    "officer replies",
    "officer decides",
    "another supervisor decides",
    "officer closes",
    "hours pass",
} | AROUND
LINE = DOES | {
    "reason",
    "sms too",
    "service contains",
    "service never says",
    "service is silent",
    "parts at most",
    "ticket",
}


class ConversationError(Exception):
    """A file that is no conversation."""


@dataclass(frozen=True)
class Line:
    """What the person does, and what is expected of the answer; `ticket` is the motive of one that it files.

    `does` is one of `DOES`, `person` its words; `reason` is why an officer decides so; `sms` says that an SMS
    comes beside the screen.
    """

    person: str
    does: str = "person"
    reason: str = ""
    sms: bool = False
    contains: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    silent: bool = False
    parts: int | None = None
    ticket: str | None = None


@dataclass(frozen=True)
class Conversation:
    """A phone's conversation over a channel; every answer is in `language`."""

    file: str
    story: str
    phone: str
    language: str
    lines: list[Line] = field(default_factory=list)
    channel: str = "phone"


def conversations():
    """All of them, by file name."""
    return [read(file) for file in sorted(FOLDER.glob("*.yaml"))]


def read(file):
    """One file's conversation. Raises `ConversationError`."""
    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ConversationError(f"{file.name}: {error}") from None
    _check(file.name, told, HEAD, NEEDED)
    channel = told.get("channel", "phone")
    if channel not in CHANNELS:
        raise ConversationError(f"{file.name}: the channel is one of {', '.join(CHANNELS)}")
    lines = [_line(f"{file.name}, line {number}", line) for number, line in enumerate(told["lines"], 1)]
    return Conversation(file.name, told["story"], told["phone"], told["language"], lines, channel)


def _line(place, told):
    _check(place, told, LINE, set())
    does = sorted(DOES & told.keys())
    if len(does) != 1:
        raise ConversationError(f"{place}: exactly one of {sorted(DOES)} must say what is done")
    return Line(
        person=str(told[does[0]]),
        does=does[0],
        reason=told.get("reason", ""),
        sms=told.get("sms too", False),
        contains=_list(told.get("service contains")),
        never=_list(told.get("service never says")),
        silent=told.get("service is silent", does[0] in AROUND),
        parts=told.get("parts at most"),
        ticket=told.get("ticket"),
    )


def _check(place, told, known, needed):
    if not isinstance(told, dict):
        raise ConversationError(f"{place}: expected words like these, each with a colon: {sorted(known)}")
    for key in told.keys() - known:
        raise ConversationError(f"{place}: '{key}' is not known; known are {sorted(known)}")
    for key in needed - told.keys():
        raise ConversationError(f"{place}: '{key}' is missing")


def _list(told):
    if told is None:
        return ()
    return tuple(map(str, told)) if isinstance(told, list) else (str(told),)


def filled(text, facts):
    """`{case 101}` and the like, replaced by what they stand for."""
    return re.sub(r"\{([^}]+)\}", lambda found: facts[found[1]], text)
