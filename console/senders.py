"""Whether it was the phone itself that wrote: an officer makes sure where the sender may be forged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from console.desk import Desk
from storage.records import MoKind, ThreadMessage


def doubts(phone: str, thread: Iterable[ThreadMessage], desk: Desk) -> dict[str, Any]:
    """What the page says of the sender: what is odd about it, and which messages came another way."""
    asked = [message for message in thread if message.inbound]
    usual = usual_lines(asked)
    return {
        "odd_sender": desk.odd_sender(phone),
        "usual": usual,
        "strayed": any(message.link != usual[message.kind] for message in asked),
    }


def usual_lines(asked: Iterable[ThreadMessage]) -> dict[MoKind, str]:
    """The line over which most of a phone's messages came, SMS and USSD apart; of two alike, the first."""
    counts = Counter((message.kind, message.link) for message in asked)
    return {kind: link for (kind, link), _times in reversed(counts.most_common())}
