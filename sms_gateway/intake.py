"""What is looked at before a message is kept: how many its link brings, and whom it says it is from.

A sender is easily forged. Nothing is decided by these notes: a name is never answered, and who asks for a
case proves that it is theirs. But an operator sees where forged senders come in, and an officer on the
ticket's page that one may have.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

import phonenumbers

from sms_gateway.metrics import Metrics

#: A provider hands over what it kept back while we were away: so many seconds' worth at once.
BURST_SECONDS = 10
#: The shortest number of any country with its code.
_SHORTEST_E164 = 8


class Odd(StrEnum):
    """Why a sender is not what a phone of the link's country looks like."""

    NAME = "name"
    SHORT = "short_code"
    IMPLAUSIBLE = "implausible"
    ABROAD = "abroad"


@dataclass(slots=True)
class Intake:
    """`rates` are messages a second by link, of those that have a limit; `region` (`MA`) is the links'."""

    metrics: Metrics
    rates: Mapping[str, float] = field(default_factory=dict)
    region: str = ""
    monotonic: Callable[[], float] = time.monotonic
    _full_at: dict[str, float] = field(default_factory=dict)

    def admits(self, link: str) -> bool:
        """Whether one more may be kept now; one that may not is to be sent again."""
        rate = self.rates.get(link)
        if not rate:
            return True
        now = self.monotonic()
        level = max(self._full_at.get(link, now), now) + 1 / rate
        if level > now + BURST_SECONDS:
            return False
        self._full_at[link] = level
        return True

    def note(self, link: str, sender: str) -> None:
        """Count a sender that is odd."""
        odd = odd_sender(sender, code_of(self.region))
        if odd is not None:
            self.metrics.odd_sender(link, odd)


@cache
def code_of(region: str) -> int:
    """The code that numbers of a country (`MA`) begin with; 0 where none is named."""
    return phonenumbers.country_code_for_region(region) if region else 0


def odd_sender(sender: str, code: int) -> Odd | None:
    """What is odd about a sender as channels give it: E.164, or as it came; `code` 0 knows no country."""
    if not sender.startswith("+"):
        if not sender.isdecimal():
            return Odd.NAME
        return Odd.SHORT if len(sender) < _SHORTEST_E164 else Odd.IMPLAUSIBLE
    return Odd.ABROAD if code and not sender.startswith(f"+{code}") else None
