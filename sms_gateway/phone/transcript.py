"""A phone's conversation as a YAML file that tests/acceptance holds again as it is.

What changes from day to day, or from one filing to the next (numbers, amounts, months), is left out of what
the answers must hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml

from bot.formats import write_value
from bot.text import Month, Reference
from storage.records import MoKind

if TYPE_CHECKING:
    from storage.records import ThreadMessage, Ticket

LANGUAGES = ("fr", "ar", "ary_Latn", "en")
_FEWEST_LETTERS = 4


@dataclass(slots=True)
class Exchange:
    """What the person did, and what came of it before they did anything else."""

    did: ThreadMessage
    answers: list[ThreadMessage] = field(default_factory=list)


def transcript(phone: str, thread: Sequence[ThreadMessage], tickets: Iterable[Ticket]) -> str:
    """The file's text; `thread` is oldest first, `tickets` are the phone's."""
    exchanges = _exchanges(thread)
    motives = {write_value(Reference(ticket.reference), "fr"): ticket.motive for ticket in tickets}
    languages = [answer.language for one in exchanges for answer in one.answers if answer.language]
    told = {
        "story": "What this conversation shows, in one line",
        "phone": phone,
        "language": max(languages, key=languages.count, default="fr"),
        "lines": list(_lines(exchanges, motives)),
    }
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=120)


def lasting(text: str) -> list[str]:
    """The pieces of an answer that are the same tomorrow: words, without numbers and months."""
    pieces = (piece.strip() for line in text.split("\n") for piece in _fleeting().split(line))
    return [piece for piece in pieces if sum(map(str.isalpha, piece)) >= _FEWEST_LETTERS]


@cache
def _fleeting() -> re.Pattern[str]:
    """Digits and what joins them, and the months by their names, in any language."""
    names = {
        write_value(Month(f"2026-{month:02}"), tongue, country).lower()
        for tongue in LANGUAGES
        for country in ("MA", "MR", "CI")
        for month in range(1, 13)
    }
    months = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(rf"[\d٠-٩][\d٠-٩.,:/ ]*|\b(?:{months})\b", re.IGNORECASE)


def _exchanges(thread: Sequence[ThreadMessage]) -> list[Exchange]:
    """What came before the first thing that the person did is nobody's answer."""
    exchanges: list[Exchange] = []
    for line in thread:
        if line.inbound:
            exchanges.append(Exchange(line))
        elif exchanges:
            exchanges[-1].answers.append(line)
    return exchanges


def _lines(exchanges: Iterable[Exchange], motives: dict[str, str]) -> Iterator[dict[str, Any]]:
    """A ticket is filed by the line whose answer names it first."""
    for one in exchanges:
        said = "\n".join(answer.text for answer in one.answers)
        filed = [motives.pop(reference) for reference in list(motives) if reference in said]
        yield {**_did(one.did), **_came(one), **({"ticket": filed[0]} if filed else {})}


def _did(line: ThreadMessage) -> dict[str, str]:
    if line.kind is not MoKind.USSD:
        return {"person": line.text}
    dialled = line.text.startswith("*") and line.text.endswith("#")
    return {"person dials" if dialled else "person types": line.text}


def _came(one: Exchange) -> dict[str, Any]:
    by_ussd = one.did.kind is MoKind.USSD
    answers = [answer for answer in one.answers if answer.kind is one.did.kind][:1]
    if not answers:
        return {"service is silent": True}
    came: dict[str, Any] = {"service contains": lasting(answers[0].text)}
    if not by_ussd:
        return {**came, "parts at most": answers[0].parts}
    sms = any(answer.kind is not MoKind.USSD for answer in one.answers)
    return {**came, **({"sms too": True} if sms else {})}
