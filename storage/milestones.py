"""How far the store had come at some moment, told outside of it, in lines that a file or a log keeps.

Who holds the store's file may rewrite the whole chain of the audit, and a damaged file may open with its
newest commits gone: neither can be seen in what is left. Against what was shipped before, both can.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from storage.audit import GENESIS
from storage.errors import StoreError

_LINE = re.compile(r"recours-milestone audit=(\d+) hash=([0-9a-f]{64}) in=(\d+) out=(\d+)")


class MilestonesError(StoreError):
    """What was shipped cannot be read, or holds no milestone: nothing can be held against it."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """Rows of the audit and the last one's hash; the newest ids of messages in and out."""

    count: int = 0
    hash: bytes = GENESIS
    newest_in: int = 0
    newest_out: int = 0

    def __str__(self) -> str:
        return (
            f"recours-milestone audit={self.count} hash={self.hash.hex()}"
            f" in={self.newest_in} out={self.newest_out}"
        )


@dataclass(frozen=True, slots=True)
class Shipped:
    """Milestones of a life: the hashes as they were told (one a row, or somebody lied), how far it came."""

    hashes: Mapping[int, frozenset[bytes]] = field(default_factory=dict)
    count: int = 0
    newest_in: int = 0
    newest_out: int = 0

    @classmethod
    def of(cls, milestones: Iterable[Milestone]) -> Shipped:
        """All that these milestones say."""
        hashes: dict[int, frozenset[bytes]] = {}
        furthest = Milestone()
        for one in milestones:
            hashes[one.count] = hashes.get(one.count, frozenset()) | {one.hash}
            furthest = Milestone(
                max(furthest.count, one.count),
                one.hash,
                max(furthest.newest_in, one.newest_in),
                max(furthest.newest_out, one.newest_out),
            )
        return cls(hashes, furthest.count, furthest.newest_in, furthest.newest_out)

    def __str__(self) -> str:
        return f"{len(self.hashes)} milestones, the furthest at row {self.count}"

    def contradicts(self, number: int, row_hash: bytes) -> bool:
        """Whether a row's hash was told otherwise."""
        told = self.hashes.get(number)
        return told is not None and told != {row_hash}

    def missing(self, now: Milestone) -> list[str]:
        """What had come by then and is not in the store now."""
        kinds = (
            ("messages in", self.newest_in, now.newest_in),
            ("messages out", self.newest_out, now.newest_out),
        )
        return [f"{kind} up to {then} were kept, now {there}" for kind, then, there in kinds if there < then]


NOTHING = Shipped()


def read_milestones(file: Path) -> Shipped:
    """The milestones of a file, whatever else (a syslog's dates) stands in it. Raises `MilestonesError`."""
    try:
        text = file.read_text("utf-8", errors="replace")
    except OSError as error:
        raise MilestonesError(f"The milestones cannot be read ({type(error).__name__}).") from None
    found = [
        Milestone(int(count), bytes.fromhex(row_hash), int(newest_in), int(newest_out))
        for count, row_hash, newest_in, newest_out in _LINE.findall(text)
    ]
    if not found:
        raise MilestonesError("There is no milestone in this file: nothing can be held against it.")
    return Shipped.of(found)
