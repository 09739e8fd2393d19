"""What a bench's phones sent, and what came back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Messages sent and answers heard; times in seconds."""

    sent: int = 0
    refused: int = 0
    broken: int = 0
    unanswered: int = 0
    unasked: int = 0
    accepts: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
    scripts: Counter[str] = field(default_factory=Counter)
    tickets: int = 0
