"""What an operator asks of the store about links, and does to their messages; each engine holds to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class LinkNote:
    """How a line stood when it was last used; `error` is what it last answered amiss, "" where nothing."""

    link: str
    up: bool
    at: int
    error: str = ""


@dataclass(frozen=True, slots=True)
class LinkFigures:
    """How a link stands.

    `up` is None where it was never used; `since` is when that began. `counts` are messages by state: queued,
    resting (until their time), sending, unknown, parked (tried too often), failed. `oldest_at` is when the
    oldest that waits was queued; 0 is never, for all times.
    """

    link: str
    up: bool | None = None
    since: int = 0
    error: str = ""
    error_at: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    oldest_at: int = 0


class LinkStore(Protocol):
    """The part of `Store` that operators work with."""

    async def link_figures(self) -> list[LinkFigures]:
        """How each link stands that has been used or has messages, by name."""
