"""The audit's hash chain: a row's hash covers the row before it, so a row edited, taken out or put in shows.

The number of rows and the last hash are kept apart (`Head`), which shows rows cut off at the end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import orjson

from storage.records import AuditEntry

#: What stands before the first row.
GENESIS = bytes(32)
#: An `AuditRow`, or the same as it comes from the store.
Row = tuple[int, int, str, str, str, str, bytes, bytes]
Contradicts = Callable[[int, bytes], bool]


def _nothing(_number: int, _hash: bytes) -> bool:
    """Nothing was told outside."""
    return False


class AuditRow(NamedTuple):
    """A row as kept; `details` is canonical JSON (sorted keys, no spaces)."""

    number: int
    at: int
    actor: str
    action: str
    subject: str
    details: str
    previous: bytes
    hash: bytes

    @property
    def entry(self) -> AuditEntry:
        """What the row tells."""
        return AuditEntry(self.at, self.actor, self.action, self.subject, orjson.loads(self.details))


@dataclass(frozen=True, slots=True)
class Head:
    """How long the chain is, and the hash of its last row."""

    count: int = 0
    hash: bytes = GENESIS


def chain(head: Head, entry: AuditEntry) -> AuditRow:
    """The row that follows `head`."""
    number = head.count + 1
    details = orjson.dumps(entry.details, option=orjson.OPT_SORT_KEYS).decode()
    row = (number, entry.at, entry.actor, entry.action, entry.subject, details)
    return AuditRow(*row, head.hash, row_hash(head.hash, row))


def row_hash(previous: bytes, row: tuple[int, int, str, str, str, str]) -> bytes:
    """SHA-256 over the previous hash and the JSON list of number, at, actor, action, subject, details."""
    return hashlib.sha256(previous + orjson.dumps(row)).digest()


def first_break(rows: Iterable[Row], head: Head, contradicts: Contradicts = _nothing) -> int | None:
    """The number of the first row that does not fit, or None; rows in order of their numbers.

    `contradicts` says whether a row's hash was told otherwise outside of the store.
    """
    count, last = 0, GENESIS
    for number, at, actor, action, subject, details, previous, its_hash in rows:
        fits = number == count + 1 and previous == last
        if not fits or row_hash(last, (number, at, actor, action, subject, details)) != its_hash:
            return count + 1
        if contradicts(number, its_hash):
            return number
        count, last = number, its_hash
    if count < head.count:
        return count + 1
    return None if Head(count, last) == head else count
