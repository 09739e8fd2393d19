"""What an import tells when it is done."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_REPORTED = 1000


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken: file, line (from 1, the header included) and reason; never its content."""

    file: str
    line: int
    reason: str


@dataclass(slots=True)
class Report:
    """What an import did. `generation` is None where nothing was put in place.

    `refused` holds the first thousand of `refused_rows`; `left_out` counts the cases left out with them;
    `removed` the cases that a delta took away. `renumbered` counts households with phones in an old form.
    """

    households: int = 0
    members: int = 0
    payments: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    refused_rows: int = 0
    left_out: int = 0
    removed: int = 0
    renumbered: int = 0
    generation: int | None = None

    def refuse(self, file: str, line: int, reason: str) -> None:
        """Note a refused row."""
        self.refused_rows += 1
        if len(self.refused) < MOST_REPORTED:
            self.refused.append(RefusedRow(file, line, reason))
