"""Ready words for officers, read from canned.yaml: filled for a ticket, in the language it was filed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

import yaml

from bot.formats import write_value
from bot.text import Money, Month, Reference
from console.desk import Canned
from programmes.pack import Pack
from storage.records import SENSITIVE_MOTIVES, Outcome, Ticket

LANGUAGES = ("fr", "ar", "ary_Latn")
FIELDS = frozenset({"reference", "day", "month", "amount", "desk", "call_centre"})
USES = frozenset({"write", "decide"})
_ANY: tuple[str, ...] = ()


class CannedError(ValueError):
    """canned.yaml holds something that cannot be offered."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One text in each language; an empty `motives` or `programmes` means all."""

    key: str
    use: str
    words: Mapping[str, str]
    outcomes: tuple[Outcome, ...] = ()
    motives: tuple[str, ...] = _ANY
    programmes: tuple[str, ...] = _ANY
    discreet: bool = False

    @property
    def fields(self) -> frozenset[str]:
        """What is filled in, in any language."""
        parsed = [
            name for words in self.words.values() for _text, name, _spec, _conv in Formatter().parse(words)
        ]
        return frozenset(name for name in parsed if name is not None)

    def fits(self, ticket: Ticket) -> bool:
        """Whether it is offered on this ticket."""
        if ticket.motive in SENSITIVE_MOTIVES:
            return self.discreet
        here = not self.programmes or ticket.programme in self.programmes
        return here and (not self.motives or ticket.motive in self.motives)


@cache
def entries() -> tuple[Entry, ...]:
    """All of canned.yaml. Raises `CannedError`."""
    read = yaml.safe_load(files(__package__ or "").joinpath("canned.yaml").read_text("utf-8"))
    return tuple(_entry(one) for one in read)


def canned(ticket: Ticket, programme: Pack, day: str) -> tuple[Canned, ...]:
    """What may be said on this ticket, filled; `day` is when the answer is due, in its language."""
    values = _values(ticket, programme, day)
    fitting = [one for one in entries() if one.fits(ticket) and one.fields <= values.keys()]
    language = ticket.language if ticket.language in LANGUAGES else LANGUAGES[0]
    return tuple(Canned(one.key, one.words[language].format(**values), one.outcomes) for one in fitting)


def _values(ticket: Ticket, programme: Pack, day: str) -> dict[str, str]:
    """The fields that this ticket can fill, as a phone reads them."""
    language, subject, country = ticket.language, ticket.subject, programme.region_code
    values: dict[str, Any] = {"reference": Reference(ticket.reference), "day": day}
    if subject.get("month"):
        values["month"] = Month(subject["month"])
        paid = subject.get("computed", subject.get("paid"))
        if paid is not None:
            values["amount"] = Money(paid, programme.currency)
    filled = {name: write_value(value, language, country) for name, value in values.items()}
    told = {
        "desk": programme.reason_owner(subject.get("reason") or "UNKNOWN", language),
        "call_centre": programme.call_centre,
    }
    return filled | {name: text for name, text in told.items() if text}


def _entry(read: Mapping[str, Any]) -> Entry:
    try:
        entry = Entry(
            key=read["key"],
            use=read["use"],
            words={language: read[language] for language in LANGUAGES},
            outcomes=tuple(Outcome(name) for name in read.get("outcomes", ())),
            motives=tuple(read.get("motives", ())),
            programmes=tuple(read.get("programmes", ())),
            discreet=read.get("discreet", False),
        )
    except (KeyError, ValueError) as error:
        raise CannedError(f"{read.get('key', 'an entry')}: {error}") from None
    decides = entry.use == "decide"
    if entry.use not in USES or decides != bool(entry.outcomes) or not entry.fields <= FIELDS:
        raise CannedError(f"{entry.key}: its use, outcomes or fields are not right")
    return entry
