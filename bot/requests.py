"""What a dialogue yields: prompts that wait for the person, facts to look up, effects to commit.

A dialogue is a generator. It yields these values and is sent their answers; it does no I/O, so a test drives it with a
list of answers. A prompt's and an effect's answer is journaled under its `id`; a fact is looked up afresh at each turn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.text import Text, _
from nlu.understanding import Intent

MENU = _("Menu")


@dataclass(frozen=True, slots=True)
class Say:
    """Say something; no answer. Behind the replay point it is not said again."""

    text: Text
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """One numbered choice; `intent` names a wish that picks it when typed in words."""

    key: str
    label: Text
    intent: Intent | None = None


@dataclass(frozen=True, slots=True)
class Choose:
    """A question with numbered choices; the answer is an option's key.

    `zero` is what `0` means; left out, it leads to the menu (the dialogue ends there). With `or_words`, any other text is an answer
    too and comes as `Words`. `yes` and `no` name the options that "oui" and "non" pick.
    """

    id: str
    question: Text | None
    options: tuple[Option, ...]
    values: dict[str, Any] = field(default_factory=dict)
    zero: Option | None = None
    or_words: bool = False
    yes: str | None = None
    no: str | None = None


@dataclass(frozen=True, slots=True)
class AskText:
    """A question answered in one's own words; `entity` names the only thing that counts (`case_number`, `birth_year`)."""

    id: str
    question: Text
    values: dict[str, Any] = field(default_factory=dict)
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Free text given where a choice was offered."""

    text: str


@dataclass(frozen=True, slots=True)
class CasesOf:
    """Fact: the cases of this phone, registered or verified (tuple of `programmes.household.Case`)."""


@dataclass(frozen=True, slots=True)
class CaseOf:
    """Fact: one case by its id (`Case`, or None)."""

    case_id: str


@dataclass(frozen=True, slots=True)
class TicketsOf:
    """Fact: the tickets filed from this phone, newest first (tuple of `storage.records.Ticket`)."""


WRONG, LOCKED = "wrong", "locked"
#: The answers of `Verify` that are not a case id.
REFUSALS = {WRONG, LOCKED}


@dataclass(frozen=True, slots=True)
class Verify:
    """Effect: try case number and birth year under the limits; the answer is a case id, `WRONG` or `LOCKED`."""

    id: str
    number: str
    birth_year: int


@dataclass(frozen=True, slots=True)
class FileTicket:
    """Effect: file a ticket; the answer is `{"reference": digits, "due": epoch seconds}`."""

    id: str
    nature: str
    motive: str
    story: str
    case_id: str | None = None
    region: str | None = None
    subject: dict[str, Any] = field(default_factory=dict)
    late: bool = False


@dataclass(frozen=True, slots=True)
class AddToTicket:
    """Effect: the person adds words to a ticket; `waiting` says that it waited for them, so its clock restarts. Answer: True."""

    id: str
    reference: str
    words: str
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class WithdrawTicket:
    """Effect: the person takes a ticket back; the answer is True."""

    id: str
    reference: str


@dataclass(frozen=True, slots=True)
class Remember:
    """Effect on the session row itself: `language`, `opted_out`; no answer."""

    id: str
    language: str | None = None
    opted_out: bool | None = None


Prompt = Choose | AskText
Fact = CasesOf | CaseOf | TicketsOf
Effect = Verify | FileTicket | AddToTicket | WithdrawTicket | Remember
Request = Say | Prompt | Fact | Effect


@dataclass(frozen=True, slots=True)
class GoTo:
    """What a dialogue may return: go on with another dialogue, in the same turn."""

    dialogue: str
    arguments: dict[str, Any] = field(default_factory=dict)
