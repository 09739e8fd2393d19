"""Measures understanding on labelled messages: `python -m nlu.measure FILE.tsv` (variety, intent, text).

Prints counts only, never a message: coverage (how many it claims to know), precision (how many of those are
right), by variety and by intent, the confusions as pairs, the language, and the time of a parse.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nlu.keywords import understand
from nlu.understanding import Understanding

#: The language of the answer that each variety asks for; a mixed message may be answered in any.
_LANGUAGES = {
    "fr": "fr",
    "fr_sms": "fr",
    "msa": "ar",
    "darija": "ar",
    "hassaniya": "ar",
    "arabizi": "ary_Latn",
}
_TIMED_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Labelled:
    """One line of the file."""

    variety: str
    intent: str
    text: str


@dataclass
class Tally:
    """Counts of one group of messages."""

    messages: int = 0
    claimed: int = 0
    right: int = 0

    def add(self, *, claimed: bool, right: bool) -> None:
        """Count one message."""
        self.messages += 1
        self.claimed += claimed
        self.right += right

    def line(self, name: str) -> str:
        """The counts as one printed line."""
        precision = f"{self.right / self.claimed:.3f}" if self.claimed else "-"
        return (
            f"{name:<20} messages {self.messages:>4}  claimed {self.claimed:>4}  right {self.right:>4}  "
            f"coverage {self.claimed / max(1, self.messages):.3f}  precision {precision}"
        )


@dataclass
class Report:
    """The figures of a file."""

    total: Tally = field(default_factory=Tally)
    varieties: dict[str, Tally] = field(default_factory=dict)
    intents: dict[str, Tally] = field(default_factory=dict)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    languages: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, message: Labelled, heard: Understanding) -> None:
        """Count what was heard in one labelled message."""
        claimed, right = heard.intent is not None, heard.intent == message.intent
        groups = (
            self.total,
            self.varieties.setdefault(message.variety, Tally()),
            self.intents.setdefault(message.intent, Tally()),
        )
        for tally in groups:
            tally.add(claimed=claimed, right=right)
        if heard.intent is not None and not right:
            self.confusions[message.intent, heard.intent] += 1
        wanted = _LANGUAGES.get(message.variety)
        if wanted is not None:
            self.languages[message.variety, _judge_language(wanted, heard.language)] += 1

    def lines(self) -> Iterable[str]:
        """The report as printed."""
        yield self.total.line("all")
        for groups in (self.varieties, self.intents):
            yield ""
            for name in sorted(groups):
                yield groups[name].line(name)
        yield ""
        for (meant, claimed), count in self.confusions.most_common():
            yield f"confused  {meant} taken for {claimed}: {count}"
        yield ""
        for variety in sorted({variety for variety, _ in self.languages}):
            counts = {verdict: self.languages[variety, verdict] for verdict in ("right", "none", "wrong")}
            yield f"language  {variety:<10} " + "  ".join(
                f"{verdict} {count}" for verdict, count in counts.items()
            )


def _judge_language(wanted: str, heard: str | None) -> str:
    if heard is None:
        return "none"
    return "right" if heard == wanted else "wrong"


def read_labelled(path: Path) -> list[Labelled]:
    """The labelled messages of a file; a heading line and comments are left out."""
    rows = (
        line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    )
    return [Labelled(*row[:3]) for row in rows if len(row) >= 3 and row[:2] != ["variety", "intent"]]


def measure(messages: Sequence[Labelled]) -> Report:
    """The report on these messages."""
    report = Report()
    for message in messages:
        report.add(message, understand(message.text))
    return report


def time_parses(texts: Sequence[str], parse: Callable[[str], object] = understand) -> str:
    """One line: median and 99th percentile of a parse in microseconds of CPU, messages a second."""
    seconds = []
    for _ in range(_TIMED_ROUNDS):
        for text in texts:
            begun = time.thread_time()
            parse(text)
            seconds.append(time.thread_time() - begun)
    seconds.sort()
    p99 = seconds[int(len(seconds) * 0.99)]
    median = statistics.median(seconds)
    rate = len(seconds) / sum(seconds)
    return f"parse  median {median * 1e6:.0f} us  p99 {p99 * 1e6:.0f} us of CPU  {rate:.0f} messages/s"


def main(arguments: Sequence[str]) -> int:
    """Print the report on the file named; 2 where none is named."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m nlu.measure FILE.tsv   (variety, intent, text)\n")
        return 2
    messages = read_labelled(Path(arguments[0]))
    report = measure(messages)
    sys.stdout.write(
        "\n".join([*report.lines(), "", time_parses([message.text for message in messages])]) + "\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
