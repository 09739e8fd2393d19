"""What is kept so that understanding gets better: doubtful messages, and what a person said they mean."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A message that nobody was sure of. `guess` is the likeliest intent, "" where there is none."""

    mo_id: int
    at: int
    text: str = field(repr=False)
    language: str = ""
    guess: str = ""
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A person's word on one message: its intent ("": of no use), and its text without personal data."""

    mo_id: int
    intent: str
    text: str = field(repr=False)
    language: str
    actor: str
    at: int


@dataclass(frozen=True, slots=True)
class Understood:
    """How many messages one tier took for one intent."""

    tier: str
    intent: str
    messages: int
    mean_confidence: float
