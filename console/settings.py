"""What the operator decides about the console."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

MINUTE = 60
HOUR = 60 * MINUTE


def _now() -> int:
    return int(time.time())


@dataclass(frozen=True, slots=True)
class ConsoleSettings:
    """The console's settings; durations in seconds.

    `https` is False on loopback only: the cookie then has no `__Host-` prefix and no Secure flag. `origin` is
    the public address (`https://recours.example`) where a proxy changes the Host header; "" means the
    request's own. `idle` and `absolute` end a session, `half_way` one without its second step; `*_tries`
    within `tries_window` close the door, and what comes then waits `refused_after` for its answer. `demo`
    shows the code that an authenticator would. A reply can be taken back for `undo` seconds.
    """

    https: bool = True
    origin: str = ""
    timezone: str = "Africa/Casablanca"
    country: str = "MA"
    language: str = "fr"
    idle: int = 30 * MINUTE
    absolute: int = 12 * HOUR
    half_way: int = 10 * MINUTE
    account_tries: int = 5
    address_tries: int = 30
    tries_window: int = 15 * MINUTE
    refused_after: float = 1.0
    page_size: int = 25
    demo: bool = False
    undo: int = 15
    now: Callable[[], int] = _now

    @property
    def scheme(self) -> str:
        """How browsers reach the console."""
        return "https" if self.https else "http"
