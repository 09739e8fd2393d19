"""What is measured, the same for every system under test."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """So many seconds each way, with `active` messages under way and an SMPP window of `window`.

    A pace in messages a second, 0: as many as go. `links` idle ones are watched for `idle_seconds`.
    """

    seconds: float = 20.0
    active: int = 64
    window: int = 64
    mt_pace: float = 0.0
    mo_pace: float = 0.0
    links: int = 24
    idle_seconds: float = 20.0
