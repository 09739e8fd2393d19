"""How much one phone is answered: a limit, one polite word, then silence. Pure logic, in memory.

Every message is accepted and kept; this only decides whether it gets a turn. A limit of 20 a minute is a
leaky bucket (GCRA): 20 at once, then one every 3 seconds. It costs one number a phone and is forgotten when
it has run dry, so memory follows the messages of the last minutes and not the number of phones.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from enum import StrEnum

#: Over its limit, a phone is not answered for this long (nor warned again before an hour is over).
MUTED_SECONDS = 600
WARNED_SECONDS = 3600
#: An auto-responder sends the same sentence again and again, which is then left without an answer; people
#: repeat short answers such as "1".
LOOP_LENGTH, LOOP_REPEATS, LOOP_SECONDS = 16, 3, 120
#: So many phones are looked at, whether they can be forgotten, whenever a new one comes.
_LOOKED_AT = 2


class Verdict(StrEnum):
    """What a message gets: a turn, the one polite word, or nothing."""

    ANSWER = "answer"
    WARN = "warn"
    SILENT = "silent"


@dataclass(slots=True)
class _Phone:
    """`full_at` is, for each limit, when its bucket will have run dry."""

    full_at: tuple[float, ...]
    heard_at: int = 0
    muted_until: int = 0
    warned_until: int = 0
    text: int = 0
    repeats: int = 0

    def forgotten(self, now: int) -> bool:
        """Whether nothing of this phone matters any more."""
        keep = max(*self.full_at, self.heard_at + LOOP_SECONDS, self.muted_until, self.warned_until)
        return keep <= now


@dataclass(slots=True)
class Flood:
    """The limits of one process. `own` are the service's numbers, which are never answered."""

    per_minute: int = 20
    per_hour: int = 120
    own: frozenset[str] = frozenset()
    _phones: OrderedDict[str, _Phone] = field(default_factory=OrderedDict)

    def verdict(self, phone: str, now: int, text: str = "") -> Verdict:
        """What this message of `phone` gets at `now`; every message counts, answered or not."""
        if not phone.startswith("+") or phone in self.own:
            return Verdict.SILENT
        seen = self._seen(phone, now)
        over = self._pour(seen, now)
        loops = _loops(seen, text, now)
        seen.heard_at = now
        if now < seen.muted_until or (loops and not over):  # what else is written in a loop may be urgent
            return Verdict.SILENT
        if not over:
            return Verdict.ANSWER
        seen.muted_until = now + MUTED_SECONDS
        if loops or now < seen.warned_until:
            return Verdict.SILENT
        seen.warned_until = now + WARNED_SECONDS
        return Verdict.WARN

    def _seen(self, phone: str, now: int) -> _Phone:
        seen = self._phones.get(phone)
        if seen is None:
            self._forget_some(now)
            seen = self._phones[phone] = _Phone((float(now), float(now)))
        return seen

    def _pour(self, seen: _Phone, now: int) -> bool:
        """Count one message in each bucket; whether one of them runs over (then it stays full)."""
        over = False
        levels = []
        limits = ((60, self.per_minute), (3600, self.per_hour))
        for (seconds, count), full_at in zip(limits, seen.full_at, strict=True):
            level = max(full_at, now) + seconds / count
            over = over or level > now + seconds + 1e-6
            levels.append(min(level, now + seconds))
        seen.full_at = tuple(levels)
        return over

    def _forget_some(self, now: int) -> None:
        """Take the phones in turn, two for each that comes: no message pays for looking at all of them."""
        for _one in range(min(_LOOKED_AT, len(self._phones))):
            phone, seen = self._phones.popitem(last=False)
            if not seen.forgotten(now):
                self._phones[phone] = seen


def _loops(seen: _Phone, text: str, now: int) -> bool:
    """Whether this is the same sentence once too often."""
    if len(text) < LOOP_LENGTH:
        seen.repeats = 0
        return False
    mark = hash(text)  # the words themselves are not kept
    again = mark == seen.text and now - seen.heard_at <= LOOP_SECONDS
    seen.text, seen.repeats = mark, seen.repeats + 1 if again else 0
    return seen.repeats >= LOOP_REPEATS
