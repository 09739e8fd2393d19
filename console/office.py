"""What administrators and readers of figures need from the other rooms; the app hands it in with the desk."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


@dataclass(frozen=True, slots=True)
class DatedAmount:
    """One value of a parameter: what it is, from when, by which text; each "" where nothing tells."""

    amount: str
    first_paid: str
    legal: str
    source: str


@dataclass(frozen=True, slots=True)
class ParameterFacts:
    """A parameter of a programme, its values oldest first."""

    key: str
    values: tuple[DatedAmount, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """A programme as it is in force; `open_points` are what it leaves to be confirmed."""

    key: str
    name: str
    parameters: tuple[ParameterFacts, ...]
    open_points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SmsText:
    """A text of the service: its message id, its wordings by language, the parts it may take.

    `parts` in GSM-7, `wide` in the alphabets that take UCS-2.
    """

    msgid: str
    parts: int
    wide: int
    wordings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """How long something is kept: a key of the labels, and days; None for good. `motive` of some tickets."""

    what: str
    days: int | None
    motive: str = ""


class Households(NamedTuple):
    """Of a region: those that the registry has (0 where it does not count them), and those that benefit."""

    registered: int
    benefiting: int


class Office(Protocol):
    """The other rooms, seen from the administration."""

    def programme_names(self, language: str) -> Mapping[str, str]:
        """The programmes that this service serves, by their keys."""

    def programmes(self, language: str) -> Sequence[ProgrammeFacts]:
        """The programmes with their amounts by date."""

    def reason(self, code: str, language: str) -> str:
        """A motive of refusal in plain words."""

    async def households(self, programmes: Collection[str] | None) -> Mapping[str, Households]:
        """Households by region, of these programmes (None: of all); empty where nobody knows."""

    def texts(self) -> Sequence[SmsText]:
        """Every text that a phone may read, by message id."""

    def faults(self, msgid: str, language: str, words: str) -> Sequence[str]:
        """What is wrong with other words for a text: fields, alphabet, length. Keys of the labels."""

    def filled(self, words: str, language: str) -> str:
        """A wording with long values in its fields, to be measured."""

    def masked(self, text: str) -> str:
        """A message without what may tell who wrote it."""

    def meanings(self) -> Sequence[str]:
        """What a message may mean."""

    def in_confidence(self) -> Sequence[str]:
        """Meanings that only those with the right to sensitive matters see."""

    def kept(self) -> Sequence[Kept]:
        """How long what is kept."""
